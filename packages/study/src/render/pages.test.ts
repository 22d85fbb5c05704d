import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeCriterion } from '../criterion.js';
import { studyResultSchema } from '../result.js';
import type { StudyResult } from '../result.js';
import { renderPages } from './pages.js';

function resultOf(text: string): StudyResult {
  return studyResultSchema.parse({
    studyVersion: 1,
    id: 'a-study',
    number: 1,
    title: text,
    claim: text,
    source: text,
    statistic: text,
    refutedBy: text,
    form: 'quick',
    convbenchVersion: '0.1.0',
    verdict: 'cannot-tell',
    answer: text,
    criteria: [
      judgeCriterion({
        name: text || 'x',
        role: 'decides',
        effect: { value: 0.5, interval: { low: 0.4, high: 0.6, confidence: 0.95 } },
        unit: '×',
        atMost: 0.55,
      }),
    ],
    limits: [text],
    tables: [
      {
        title: text || 'x',
        columns: [
          { title: text, unit: text },
          { title: 'value', unit: 'ms' },
        ],
        rows: [
          [text, { value: 1.234567 }],
          [text, { notMeasured: text || 'x' }],
        ],
        note: text,
      },
    ],
    charts: [
      {
        title: text || 'x',
        x: { title: text, logarithmic: true },
        y: { title: text, logarithmic: false },
        points: [
          { x: 1, y: { value: 1 }, label: text, group: text },
          {
            x: 100,
            y: { value: 2, interval: { low: 1, high: 3, confidence: 0.95 } },
            label: '',
            group: 'another group',
          },
        ],
      },
    ],
    runs: [
      {
        name: text,
        runId: text,
        startedAt: '2026-11-25T09:00:00.000Z',
        host: {
          os: text,
          kernel: text,
          cpuModel: text,
          physicalCores: 1,
          logicalCores: 2,
          allowedCpus: 2,
          cpuMaxMhz: null,
          cpuGovernor: null,
          onBattery: null,
          memoryBytes: 1,
          memoryLimitBytes: null,
          virtualMachine: null,
          gpus: [],
          nodeVersion: 'v20',
        },
        engines: [text],
        processes: 3,
        warnings: [{ kind: text, processes: 1 }],
      },
    ],
  });
}

describe('renderPages', () => {
  const pages = renderPages([resultOf('plain words')]);
  const contentOf = (path: string) => pages.find((page) => page.path === path)?.content ?? '';

  it('makes an index and a page for each study, in HTML and Markdown', () => {
    expect(pages.map(({ path }) => path)).toEqual([
      'index.html',
      'README.md',
      'a-study.html',
      'a-study.md',
    ]);
    expect(contentOf('index.html')).toContain('href="a-study.html"');
    expect(contentOf('README.md')).toContain('(a-study.md)');
  });

  it('shows the verdict, every effect with its interval and what it has to be', () => {
    for (const path of ['a-study.html', 'a-study.md']) {
      expect(contentOf(path)).toContain('cannot tell here');
      expect(contentOf(path)).toContain('0.5 × (0.4 to 0.6)');
      expect(contentOf(path)).toContain('at most 0.55');
      expect(contentOf(path)).toContain('npx convbench study run a-study --quick');
    }
  });

  it('gives the same bytes again, also from results that were written and read', () => {
    const read = studyResultSchema.parse(JSON.parse(JSON.stringify(resultOf('plain words'))));
    expect(renderPages([read])).toEqual(pages);
  });

  it('lets no text become markup, whatever stands in it', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        '</style><script>',
        '</title></head>',
        '[a](javascript:alert(1))',
        '![x](http://example.org)',
        '| a | b |\n# x\n<b>',
        '&lt;script&gt;',
        '`code` **bold**',
      ),
    );
    /** Tags with the names of their attributes, in order. */
    const structureOf = (html: string) =>
      [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""')).join('');
    const plain = new Map(
      renderPages([resultOf('plain')]).map((page) => [page.path, page.content]),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        if (text === '') return;
        for (const { path, content } of renderPages([resultOf(text)])) {
          if (path.endsWith('.html')) {
            expect(structureOf(content)).toBe(structureOf(plain.get(path) ?? ''));
          } else {
            expect(content).not.toMatch(/<[a-z/!]/i);
            expect(content).not.toMatch(/(?<!\\)\]\((?!a-study\.md)/);
            expect(content.split('\n').length).toBe((plain.get(path) ?? '').split('\n').length);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
