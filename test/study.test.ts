/** Studies through their public entry points: measured, interrupted, resumed, judged, rendered, published. */
import { access, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  judgeAgain,
  publishStudies,
  readStudyResults,
  runStudies,
  studies,
  writePages,
} from '@convbench/study';
import type { Study, StudyEvent } from '@convbench/study';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyPublishedStudies } from './support/publishedStudies.js';
import { runCli } from './support/runCli.js';

const timeout = 300_000;
let folder: string;
let cache: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convbench studies '));
  cache = process.env.CONVBENCH_CACHE;
  process.env.CONVBENCH_CACHE = join(folder, 'cache');
});
afterAll(async () => {
  if (cache === undefined) delete process.env.CONVBENCH_CACHE;
  else process.env.CONVBENCH_CACHE = cache;
  await rm(folder, { recursive: true, force: true });
});

/** Two layers of other widths, each measured in two short rounds. */
const tiny: Study = {
  id: 'tiny',
  number: 1,
  title: 'Four channels against eight',
  claim: 'Eight channels cost more than four.',
  source: 'This test',
  statistic: 'Parameters of the one over those of the other.',
  refutedBy: 'As many parameters.',
  matrices: () => [
    {
      name: 'time',
      config: {
        architectures: [4, 8].map((width) => ({ id: 'study-layer', options: { width } })),
        datasets: [{ name: 'shapes', options: {} }],
        inputSizes: [16],
        batchSizes: [1],
        weights: 'initial',
        measuring: {
          rounds: 2,
          machinePeak: false,
          minimumTimeMs: 10,
          minimumSamples: 5,
          maximumTimeMs: 100,
          maximumWarmupMs: 100,
        },
      },
    },
  ],
  judge(evidence) {
    const cells = evidence.run('time').cells;
    const of = (width: number) =>
      evidence.describe('study-layer', { width, channels: 3, inputSize: 16 }).static;
    return {
      criteria: [
        {
          name: 'parameters',
          role: 'decides',
          effect: { value: of(8).trainableParameters / of(4).trainableParameters },
          exact: true,
          unit: '×',
          atLeast: 1,
        },
      ],
      answer: `${cells.length} networks were measured.`,
      limits: [],
      tables: [],
    };
  },
};

describe('runStudies', () => {
  it(
    'goes on where it was interrupted, and runs nothing that is finished',
    { timeout },
    async () => {
      const directory = join(folder, 'resumed');
      const events: StudyEvent[] = [];
      const controller = new AbortController();
      const run = (resume: boolean, signal?: AbortSignal) =>
        runStudies({
          studies: [tiny],
          form: 'quick',
          directory,
          resume,
          onEvent: (event) => {
            events.push(event);
            if (event.type === 'run' && event.event.type === 'cell-finished') controller.abort();
          },
          ...(signal && { signal }),
        });
      const rounds = () =>
        events.filter(({ type, ...rest }) => {
          const event = 'event' in rest ? rest.event : undefined;
          return type === 'run' && event?.type === 'cell-finished';
        }).length;

      expect(await run(false, controller.signal)).toMatchObject({
        state: 'interrupted',
        results: [],
      });
      expect(rounds()).toBeLessThan(4);
      await expect(run(false)).rejects.toThrow(/--resume/);
      const complete = await run(true);
      expect(complete).toMatchObject({ state: 'complete', results: [{ verdict: 'confirmed' }] });
      expect(rounds()).toBe(4);
      expect(complete.results[0]?.runs).toMatchObject([{ name: 'time', processes: 4 }]);

      events.length = 0;
      expect((await run(true)).results).toEqual(complete.results);
      expect(events.map(({ type }) => type)).toEqual(['study-kept']);
    },
  );

  it(
    'measures on the backend that is asked for, and mixes no two in a folder',
    { timeout },
    async () => {
      const directory = join(folder, 'elsewhere');
      const run = (device: string, resume = false) =>
        runStudies({
          studies: [tiny, ...studies.filter(({ id }) => id === 'what-v4-is')],
          form: 'quick',
          backend: { name: 'onnxruntime', device },
          directory,
          resume,
        });
      const { failed } = await run('no-such');
      expect(failed).toMatchObject([{ id: 'tiny', error: { message: /no-such/ } }]);
      const { results } = await run('cpu', true);
      expect(results).toMatchObject([
        { backend: 'onnxruntime:cpu' },
        { id: 'what-v4-is', runs: [] },
      ]);
      expect(results[1]?.backend).toBeUndefined();
      expect(await readFile(join(directory, 'tiny.md'), 'utf8')).toContain(
        'npx convbench study run tiny --quick --backend onnxruntime:cpu',
      );
      await expect(run('webgpu', true)).rejects.toThrow(/measured on onnxruntime:cpu/);
    },
  );

  it('goes on with the others when a study fails', async () => {
    const broken: Study = {
      ...tiny,
      id: 'broken',
      matrices: () => [],
      judge: () => {
        throw new Error('no figure');
      },
    };
    const sound = studies.filter(({ id }) => id === 'what-v4-is');
    const { state, results, failed } = await runStudies({
      studies: [broken, ...sound],
      form: 'quick',
      directory: join(folder, 'failing'),
    });
    expect(state).toBe('complete');
    expect(results.map(({ id }) => id)).toEqual(['what-v4-is']);
    expect(failed).toMatchObject([{ id: 'broken', error: { message: 'no figure' } }]);
  });

  it('renders the same pages from the written results, and publishes nothing of this machine', async () => {
    const directory = join(folder, 'resumed');
    const pages = ['index.html', 'README.md', 'tiny.html', 'tiny.md'];
    const read = () => Promise.all(pages.map((page) => readFile(join(directory, page), 'utf8')));
    const before = await read();
    expect(await writePages(directory)).toEqual(pages);
    expect(await read()).toEqual(before);

    const target = join(folder, 'published');
    const named = { directory, name: 'published', reportsRoot: folder };
    expect(await publishStudies(named)).toEqual({ target, pages });
    await expect(publishStudies(named)).rejects.toThrow(/already/);
    const files = await readdir(target, { recursive: true });
    expect(files.sort()).toEqual(
      [
        ...pages,
        'tiny.study.json',
        'runs',
        'runs/tiny-quick-time',
        'runs/tiny-quick-time/results.jsonl',
      ].sort(),
    );
    for (const file of files.filter((name) => /\.(html|md|jsonl?)$/.test(name)))
      expect(await readFile(join(target, file), 'utf8')).not.toContain(folder);
    expect(await readStudyResults(target)).toEqual(await readStudyResults(directory));
  });
});

describe('the studies that measure nothing', () => {
  it('come to the results that the graphs give', { timeout }, async () => {
    const directory = join(folder, 'costs');
    const cheap = studies.filter(({ matrices }) => matrices === undefined);
    const { results } = await runStudies({ studies: cheap, form: 'quick', directory });
    const verdicts = Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts).toEqual({
      'compute-and-parameters': 'refuted',
      'what-v4-is': 'refuted',
      'hundred-convolutions': 'confirmed-with-limits',
    });
    const effect = (id: string, name: string) =>
      results.find((result) => result.id === id)?.criteria.find((each) => each.name === name)
        ?.effect;
    // Published counts: 149 and 94 of the authors' networks; AlexNet's 61.1 M parameters and 714 M MACs.
    expect(effect('what-v4-is', 'Residual connections of V4')).toEqual({ value: 0 });
    expect(effect('hundred-convolutions', 'Convolutions of Inception V4')).toEqual({ value: 149 });
    expect(effect('hundred-convolutions', 'Convolutions of Inception V3')).toEqual({ value: 94 });
  });
});

describe('the published studies', () => {
  const ids = studies.map(({ id }) => id);

  it('are what their records say', { timeout }, async () => {
    const directory = join(folder, 'judged');
    // Its 6 MB of samples take five times as long as all others: `npm run check:studies` judges it too.
    const quick = ids.filter((id) => id !== 'powers-of-two');
    await copyPublishedStudies(directory, quick);
    const judged = await judgeAgain(directory);
    expect(judged.map(({ before }) => before.id)).toEqual(quick);
    for (const { before, after } of judged) expect(after).toEqual(before);
  });

  it('are not touched where records are missing', async () => {
    const directory = join(folder, 'incomplete');
    await copyPublishedStudies(directory, ['bottleneck', 'pool-branch']);
    await rm(join(directory, 'runs', 'pool-branch-quick-seed1'), { recursive: true });
    const read = () => readFile(join(directory, 'bottleneck.study.json'), 'utf8');
    const before = await read();
    const { code, stderr } = await runCli(['study', 'report', directory, '--judge']);
    expect(code).toBe(2);
    expect(stderr).toContain('pool-branch-quick-seed1');
    expect(await read()).toBe(before);
  });
});

describe('convbench study', () => {
  it('lists all studies', async () => {
    const { code, stdout } = await runCli(['study', 'list', '--json']);
    expect(code).toBe(0);
    const rows = JSON.parse(stdout) as { id: string }[];
    expect(rows.map(({ id }) => id)).toEqual(studies.map(({ id }) => id));
  });

  it('runs, and renders again', { timeout }, async () => {
    const out = join(folder, 'cli');
    const { code, stdout, stderr } = await runCli(['study', 'run', '8', '--out', out]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('refuted');
    await rm(join(out, 'what-v4-is.html'));
    expect((await runCli(['study', 'report', out])).code).toBe(0);
    await access(join(out, 'what-v4-is.html'));
  });

  it.each([
    [['run', 'botleneck'], "no study 'botleneck'", 'bottleneck'],
    [['report', '.'], 'no result of a study', '--out'],
    [['publish', '.', '../x'], 'cannot be the name', 'letters'],
    [['publish', '.', 'lpt1.v2'], 'cannot be the name', 'Windows'],
    [['run'], 'studies', '--help'],
  ])('study %j is a mistake', async (words, problem, remedy) => {
    const { code, stderr } = await runCli(['study', ...words], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(remedy);
  });

  it('does not write into a folder that holds something', async () => {
    const out = join(folder, 'occupied');
    await runCli(['study', 'run', 'what-v4-is', '--out', out]);
    await writeFile(join(out, 'note.txt'), 'mine');
    const { code, stderr } = await runCli(['study', 'run', 'what-v4-is', '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toContain('--resume');
    expect(await readFile(join(out, 'note.txt'), 'utf8')).toBe('mine');
  });
});
