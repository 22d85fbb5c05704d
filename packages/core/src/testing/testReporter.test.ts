import { API_VERSION } from '@convbench/spec';
import type { ReporterPlugin, RunResults } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { failingTests } from '../../../../test/support/failingTests.js';
import { testReporter } from './testReporter.js';
import { exampleResults } from './testReporterResults.js';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function rows({ run, cells }: RunResults): string[] {
  return [
    run.title,
    ...cells.flatMap(({ cell, rounds }) =>
      rounds.map(({ status }) => `${cell.network.title}: ${status}`),
    ),
  ];
}

const sound: ReporterPlugin = {
  kind: 'reporter',
  apiVersion: API_VERSION,
  name: 'list',
  title: 'List',
  render: (results) => [
    {
      path: 'list.html',
      content: rows(results)
        .map((row) => `<p>${escaped(row)}</p>`)
        .join(''),
    },
    { path: 'data/list.json', content: Buffer.from(JSON.stringify(rows(results))) },
  ],
};

/** Names of the tests that a changed reporter fails. */
function failures(fault: Partial<ReporterPlugin>): Promise<string[]> {
  return failingTests((framework) => testReporter({ ...sound, ...fault }, framework));
}

const file = (path: string, content: (results: RunResults) => string): Partial<ReporterPlugin> => ({
  render: (results) => [{ path, content: content(results) }],
});

testReporter(sound, { describe, it, expect });

describe('the suite of a reporter finds', () => {
  const escapes = 'lets no text of the results out of its place';
  const differs = 'says something else of other results';

  it.each<[string, Partial<ReporterPlugin>, string[]]>([
    ['another contract', { apiVersion: 99 }, ['has a valid header']],
    [
      'a clock',
      file('a.txt', (results) => `${new Date().toISOString()} ${rows(results).join()}`),
      ['gives the same bytes for the same results, on any day'],
    ],
    [
      'a number drawn at random',
      file('a.txt', (results) => `${Math.random()} ${rows(results).join()}`),
      ['gives the same bytes for the same results, on any day'],
    ],
    [
      'HTML that is not escaped',
      file('a.html', (results) => rows(results).join('<br>')),
      [escapes],
    ],
    ['Markdown that is not escaped', file('a.md', (results) => rows(results).join()), [escapes]],
    [
      'JSON that is put together by hand',
      file('a.json', (results) => `["${rows(results).join('","')}"]`),
      [escapes],
    ],
    [
      'a formula for a spreadsheet',
      file('a.csv', (results) => rows(results).join('\n')),
      ['gives a spreadsheet nothing to compute'],
    ],
    ['a report that does not care', file('a.txt', () => 'all is well'), [differs]],
  ])('%s', async (_, fault, expected) => {
    expect(await failures(fault)).toEqual(expected);
  });

  it('a path out of the folder, an empty file, and none', async () => {
    const everywhere = [
      'renders a whole run',
      'renders a run that has just begun',
      'renders nothing but failures',
      'renders a single cell',
      'renders a round that failed among others',
      'renders cells of which hardly anything was measured',
    ];
    expect(await failures(file('../a.txt', (results) => rows(results).join()))).toEqual(everywhere);
    expect(await failures(file('a.txt', () => ''))).toEqual([...everywhere, differs]);
    expect(await failures({ render: () => [] })).toEqual([...everywhere, differs]);
  });

  it('a figure that is not there printed as if it were', async () => {
    const throughput = file('a.txt', ({ cells, run }) =>
      [
        run.title,
        ...cells.flatMap(({ rounds }) =>
          rounds.map((r) => (r.status === 'measured' ? read(r.imagesPerSecond) : r.status)),
        ),
      ].join(),
    );
    expect(await failures(throughput)).toEqual([
      'renders cells of which hardly anything was measured',
    ]);
  });

  it('results that are changed', async () => {
    const render = (results: RunResults) => {
      (results.cells as unknown[]).reverse();
      return [{ path: 'a.txt', content: rows(results).join() }];
    };
    expect(await failures({ render })).toEqual(['leaves the results as they are']);
  });
});

const read = (figure: object) => String((figure as { value?: number }).value);

it('has results of every state', () => {
  const { run, trainings, cells } = exampleResults();
  expect(trainings.map(({ status }) => status)).toEqual(['done', 'failed']);
  expect(new Set(cells.flatMap(({ rounds }) => rounds.map(({ status }) => status)))).toEqual(
    new Set(['measured', 'failed']),
  );
  expect(cells.length).toBeLessThan(run.cells.length);
  expect(run.cells.some(({ pretrained }) => pretrained !== undefined)).toBe(true);
});
