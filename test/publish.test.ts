/** Reports of a run, and finished copies of them. */
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadPlugins, publish, readResults, renderReports } from '@convbench/core';
import type { Loaded } from '@convbench/core';
import { API_VERSION } from '@convbench/spec';
import type { ReporterPlugin, RunResults } from '@convbench/spec';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { writeGallery } from '../packages/cli/src/gallery.js';
import { exampleResults } from './support/exampleResults.js';
import { writeRecords } from './support/writeRecords.js';

let root: string;
let run: string;
let reporters: readonly Loaded<ReporterPlugin>[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-publish-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  run = join(root, 'run');
  await mkdir(run);
  await write(exampleResults());
  reporters = (await loadPlugins({ specifiers: [], directory: root })).reporters;
});

async function write({ run: record, trainings, cells }: RunResults): Promise<void> {
  await rm(join(run, 'results.jsonl'), { force: true });
  await writeRecords(run, [record, ...trainings, ...cells.flatMap(({ rounds }) => rounds)]);
}

const reporter = (...paths: string[]): Loaded<ReporterPlugin> => ({
  plugin: {
    kind: 'reporter',
    apiVersion: API_VERSION,
    name: 'mine',
    title: 'Mine',
    render: () => paths.map((path) => ({ path, content: 'x' })),
  },
  reference: { kind: 'reporter', name: 'mine', url: 'file:///x', specifier: 'x' },
});

describe('reports', () => {
  it('are written beside the results, in folders too', async () => {
    const written = await renderReports(run, [...reporters, reporter('a/b.txt')]);
    expect(written).toEqual(expect.arrayContaining(['results.csv', 'index.html', 'a/b.txt']));
    for (const path of written) expect((await readFile(join(run, path))).length).toBeGreaterThan(0);
    expect(await renderReports(join(run, 'results.jsonl'), [reporter('c')])).toEqual(['c']);
  });

  it.each(['../x', '/x', 'a/../../x', 'a\\b', 'c:x', '', 'results.jsonl', './results.jsonl'])(
    'never leave their folder or touch the results: %j',
    async (path) => {
      await expect(renderReports(run, [reporter(path)])).rejects.toThrow("reporter 'mine'");
      expect((await readResults(run)).cells.length).toBeGreaterThan(0);
    },
  );

  it('of two reporters do not overwrite each other', async () => {
    await expect(renderReports(run, [reporter('a'), reporter('a')])).rejects.toThrow(
      "writes a, and so does the reporter 'mine'",
    );
  });

  it('say which reporter failed', async () => {
    const { plugin, reference } = reporter();
    const render = () => {
      throw new TypeError('no such cell');
    };
    await expect(
      renderReports(run, [{ plugin: { ...plugin, render }, reference }]),
    ).rejects.toThrow("The reporter 'mine' failed: no such cell");
  });
});

describe('publishing', () => {
  const reportsRoot = () => join(root, 'reports');
  const publishAs = (name: string, more = {}) =>
    publish({ run, name, reportsRoot: reportsRoot(), reporters, ...more });

  it('copies the results and renders from them', async () => {
    const path = await publishAs('my-run.1');
    expect(path).toBe(join(reportsRoot(), 'my-run.1'));
    expect(await readdir(path)).toEqual(
      expect.arrayContaining(['index.html', 'results.csv', 'results.jsonl']),
    );
    expect(await readResults(path)).toEqual(await readResults(run));
    expect(await readdir(reportsRoot())).toEqual(['my-run.1']);
  });

  it('tells no folder, user or machine of a run that was made with absolute paths', async () => {
    const { run: record, cells, ...others } = exampleResults();
    // A short name stands in a page by chance.
    const secrets = [root, homedir(), tmpdir(), hostname(), 'secret-project'].filter(
      (secret) => secret.length > 3,
    );
    const folder = join(root, 'secret-project');
    const told = `${join(folder, 'mine.ts')}:3:4, ${homedir()} of ${hostname()} in ${folder}`;
    await writeFile(join(run, 'origin.json'), JSON.stringify({ directory: folder }));
    await write({
      ...others,
      run: {
        ...record,
        config: {
          ...record.config,
          plugins: [join(folder, 'mine.ts'), pathToFileURL(join(folder, 'other.ts')).href],
          datasets: [{ name: 'image-folder', options: { path: join(folder, 'my images') } }],
        },
      },
      cells: cells.map((cell) => ({
        ...cell,
        rounds: cell.rounds.map((round) =>
          round.status === 'failed'
            ? { ...round, failure: { ...round.failure, message: told, standardError: told } }
            : round,
        ),
      })),
    });
    const path = await publishAs('private');
    const files = await readdir(path);
    expect(files).toHaveLength(5);
    for (const file of files) {
      const text = await readFile(join(path, file), 'utf8');
      if (!file.endsWith('.csv')) expect(text, file).toContain('mine.ts');
      for (const secret of secrets)
        expect(text.includes(secret), `${secret} in ${file}`).toBe(false);
    }
  });

  it('is listed in a gallery with all other reports, the same every time', async () => {
    await publishAs('b');
    await publishAs('a');
    await mkdir(join(reportsRoot(), 'no-report'));
    const path = await writeGallery(reportsRoot());
    const page = await readFile(path, 'utf8');
    const links = [...page.matchAll(/href="([^"]+)\/index\.html"/g)].map(([, folder]) => folder);
    expect(links).toEqual(['a', 'b']);
    expect(await readdir(reportsRoot())).toEqual(['a', 'b', 'index.html', 'no-report']);
    await writeGallery(reportsRoot());
    expect(await readFile(path, 'utf8')).toBe(page);
  });

  it('leaves out what a kill left of a line', async () => {
    const whole = await readFile(join(run, 'results.jsonl'), 'utf8');
    await writeFile(join(run, 'results.jsonl'), `${whole}{"type":"ce`);
    const path = await publishAs('torn');
    expect(await readFile(join(path, 'results.jsonl'), 'utf8')).toBe(whole);
  });

  it('does not replace a report unless told to', async () => {
    const path = await publishAs('same');
    await writeFile(join(path, 'old.txt'), '');
    await expect(publishAs('same')).rejects.toThrow('There is a report at');
    await publishAs('same', { overwrite: true });
    expect(await readdir(path)).not.toContain('old.txt');
    expect(await readdir(reportsRoot())).toEqual(['same']);
  });

  it('does not publish an unfinished run unless told to', async () => {
    const results = exampleResults();
    await write({ ...results, cells: results.cells.slice(1) });
    await expect(publishAs('part')).rejects.toThrow(/1 of \d+ cells of this run have no record/);
    expect(await publishAs('part', { allowMissing: true })).toContain('part');
  });

  it('leaves nothing, and the old report as it was, when a reporter fails', async () => {
    const path = await publishAs('kept');
    await writeFile(join(path, 'old.txt'), '');
    const broken = publishAs('kept', { overwrite: true, reporters: [reporter('../x')] });
    await expect(broken).rejects.toThrow("reporter 'mine'");
    expect(await readdir(path)).toContain('old.txt');
    expect(await readdir(reportsRoot())).toEqual(['kept']);
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a b', '.hidden', 'con', 'LPT1.txt', 'x.', 'é'])(
    'refuses the name %j',
    async (name) => {
      await expect(publishAs(name)).rejects.toThrow('cannot be the name of a report');
    },
  );
});
