/** Comparing runs and networks: verdicts, refusals, accuracy on the same images. */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compareTwoRuns, compareWithinRun } from '@convbench/core';
import type { RunComparison } from '@convbench/core';
import type { CellRecord, Host, MeasuredCellRecord, RunResults } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { withFirstSlice } from './support/changedResults.js';
import { runCli } from './support/runCli.js';
import { writeRecords } from './support/writeRecords.js';

// The program is started several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-compare-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Changes {
  /** Median latencies by network and round, in ms. */
  readonly medians: Readonly<Record<string, readonly number[]>>;
  readonly host?: Partial<Host>;
  readonly threads?: number;
  readonly engineVersion?: string;
  /** Networks that compute something else. */
  readonly wrong?: readonly string[];
  /** What each of 200 images of ten classes was taken for, by network. */
  readonly predicted?: Readonly<Record<string, (image: number) => number>>;
}

const parityFailed = {
  kind: 'parity-failed',
  maximumDeviation: 1,
  limit: 1e-4,
  top1Agreement: 0.5,
} as const;
const images = 200;
const labelOf = (image: number) => image % 10;

async function writePredictions(folder: string, id: string, answer: (image: number) => number) {
  const classes = [labelOf, answer].flatMap((of) =>
    Array.from({ length: images }, (_, i) => of(i)),
  );
  const content = gzipSync(Buffer.from(Uint16Array.from(classes).buffer));
  const file = `predictions/${id}.u16.gz`;
  await mkdir(join(folder, 'predictions'), { recursive: true });
  await writeFile(join(folder, file), content);
  return { file, sha256: createHash('sha256').update(content).digest('hex'), images };
}

/** Writes the folder of a run as convbench does. */
async function writeRun(name: string, changes: Changes): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  const { medians, host, threads = 2, engineVersion = '1.30.0', predicted, wrong = [] } = changes;
  const results: RunResults = withFirstSlice((record) => ({
    ...record,
    engineVersion,
    cell: { ...record.cell, threads },
  }));
  const records: CellRecord[] = [];
  for (const { rounds } of results.cells) {
    const [first] = rounds as readonly MeasuredCellRecord[];
    const { id, network } = (first as MeasuredCellRecord).cell;
    const answer = predicted?.[network.id];
    const predictions = answer && (await writePredictions(folder, id, answer));
    for (const [round, value] of (medians[network.id] ?? []).entries()) {
      const { correctness, ...rest } = first as MeasuredCellRecord;
      records.push({
        ...rest,
        round,
        latency: { ...rest.latency, medianMs: { value } },
        ...(round === 0 && wrong.includes(network.id) && { warnings: [parityFailed] }),
        ...(round === 0 &&
          correctness && {
            correctness: { ...correctness, ...(predictions && { predictions }) },
          }),
      });
    }
  }
  const run = { ...results.run, host: { ...results.run.host, ...host } };
  await writeRecords(folder, [run, ...records]);
  return folder;
}

const medians = {
  nin: [1, 1.004, 0.998],
  vgg11: [2, 2.01, 1.99],
  'googlenet-v1': [2.01, 2.005, 2],
  'googlenet-v2': [4, 4.01, 4.02],
};

describe('within a run', () => {
  it('says of every pair who is faster, and ties what is alike', async () => {
    const wrongOn = (part: number) => (image: number) =>
      image < part * images ? (labelOf(image) + 1) % 10 : labelOf(image);
    const run = await writeRun('within', {
      medians,
      predicted: { nin: wrongOn(0.4), vgg11: wrongOn(0.1), 'googlenet-v1': wrongOn(0.11) },
    });
    const { cells, times, accuracies, noiseFloor } = await compareWithinRun(run);
    const nameOf = (id: string) => cells[id]?.network.id;
    const verdicts = times.map(({ first, second, verdict }) =>
      [nameOf(first), verdict, nameOf(second)].join(' '),
    );
    expect(verdicts).toEqual([
      'nin faster vgg11',
      'nin faster googlenet-v1',
      'nin faster googlenet-v2',
      'vgg11 tied googlenet-v1',
      'vgg11 faster googlenet-v2',
      'googlenet-v1 faster googlenet-v2',
    ]);
    expect(noiseFloor).toMatchObject({ value: expect.any(Number) });
    const answers = accuracies.map(({ first, second, verdict }) =>
      [nameOf(first), verdict, nameOf(second)].join(' '),
    );
    expect(answers).toEqual([
      'nin worse vgg11',
      'nin worse googlenet-v1',
      'nin cannot-tell googlenet-v2',
      // Of 200 images they differ in two, which leaves room for some points.
      'vgg11 cannot-tell googlenet-v1',
      'vgg11 cannot-tell googlenet-v2',
      'googlenet-v1 cannot-tell googlenet-v2',
    ]);
    expect(accuracies[0]?.difference).toMatchObject({ value: -0.3 });
  });

  it('calls nothing faster that computes something else', async () => {
    const run = await writeRun('wrong', { medians, wrong: ['nin'] });
    const { cells, times } = await compareWithinRun(run);
    const { vgg11, nin } = Object.fromEntries(
      Object.values(cells).map(({ network, id }) => [network.id, id]),
    );
    const [withNin, others] = [true, false].map((is) =>
      times.filter(({ first, second }) => [first, second].includes(nin ?? '') === is),
    );
    expect(withNin?.map(({ verdict }) => verdict)).toEqual(Array(3).fill('cannot-tell'));
    expect(withNin?.[0]).toMatchObject({
      first: nin,
      second: vgg11,
      reason: expect.stringContaining('parity failed'),
      ratio: { notMeasured: expect.any(String) },
    });
    expect(others?.map(({ verdict }) => verdict)).toEqual(['tied', 'faster', 'faster']);
  });

  it('needs two networks', async () => {
    const run = await writeRun('alone', { medians: { nin: medians.nin } });
    await expect(compareWithinRun(run)).rejects.toThrow('no two networks');
  });

  it('says so when the predictions are gone', async () => {
    const run = await writeRun('gone', { medians, predicted: { nin: labelOf, vgg11: labelOf } });
    await rm(join(run, 'predictions'), { recursive: true });
    const { accuracies } = await compareWithinRun(run);
    expect(accuracies[0]).toMatchObject({
      verdict: 'cannot-tell',
      difference: { notMeasured: expect.stringContaining('cannot be read') },
    });
  });
});

describe('two runs', () => {
  const slower = { ...medians, vgg11: medians.vgg11.map((ms) => 1.1 * ms) };

  it('say which cells the second made slower', async () => {
    const before = await writeRun('before', { medians });
    const after = await writeRun('after', { medians: slower });
    const { cells, times, differences, commonShift } = await compareTwoRuns(before, after);
    expect(differences).toEqual([]);
    expect(cells.map(({ network }, at) => [network.id, times[at]?.verdict])).toEqual([
      ['nin', 'tied'],
      ['vgg11', 'slower'],
      ['googlenet-v1', 'tied'],
      ['googlenet-v2', 'tied'],
    ]);
    expect(commonShift).toMatchObject({ value: expect.closeTo(1, 1) });
  });

  it.each<[string, Partial<Changes>, RegExp]>([
    ['CPU', { host: { cpuModel: 'Another CPU' } }, /CPU: .*Another CPU/],
    ['threads', { threads: 4 }, /threads: 2 against 4/],
    ['engine', { engineVersion: '1.31.0' }, /version of onnxruntime: 1\.30\.0 against 1\.31\.0/],
    ['governor', { host: { cpuGovernor: 'powersave' } }, /^$/],
  ])('of another %s are refused, unless told to', async (name, changes, message) => {
    const before = await writeRun(`before ${name}`, { medians });
    const after = await writeRun(`after ${name}`, { medians, ...changes });
    const compare = (allowDifferent: boolean) => compareTwoRuns(before, after, { allowDifferent });
    // What one of the runs does not know is no difference.
    if (message.source === '^$') await compare(false);
    else await expect(compare(false)).rejects.toThrow(message);
    const { differences } = await compare(true);
    expect(differences.map(({ matters }) => matters)).toEqual(
      message.source === '^$' ? [] : [true],
    );
  });

  it('tell what computes something else from what is slower', async () => {
    const before = await writeRun('right before', { medians });
    const after = await writeRun('wrong after', { medians: slower, wrong: ['vgg11'] });
    const { cells, times, regressions, broken } = await compareTwoRuns(before, after, {
      regressionAbove: 0.05,
    });
    const at = cells.findIndex(({ network }) => network.id === 'vgg11');
    expect(times[at]).toMatchObject({
      verdict: 'cannot-tell',
      reason: expect.stringContaining('parity failed'),
    });
    expect(regressions).toEqual([]);
    // That is worse than slower, for a script too.
    expect(broken).toEqual([
      { id: cells[at]?.id, reason: expect.stringContaining('parity failed') },
    ]);
    const { code, stdout, stderr } = await runCli([
      ...['compare', before, after],
      ...['--fail-on-regression', '20%'],
    ]);
    expect(code, stderr).toBe(3);
    expect(stdout).toMatch(/No result after: VGG-11 .*parity failed/);
    expect(await runCli(['compare', before, after])).toMatchObject({ code: 0 });
    expect((await compareTwoRuns(after, before)).broken).toEqual([]);
  });

  it('without a cell in common are refused', async () => {
    const before = await writeRun('only nin', { medians: { nin: medians.nin } });
    const after = await writeRun('only vgg', { medians: { vgg11: medians.vgg11 } });
    await expect(compareTwoRuns(before, after)).rejects.toThrow('no measured cell in common');
  });

  it('fail a script on a regression, with an exit code of its own', async () => {
    const before = await writeRun('script before', { medians });
    const after = await writeRun('script after', { medians: slower });
    const compare = (...words: string[]) => runCli(['compare', before, after, ...words]);
    const failed = await compare('--fail-on-regression', '5%', '--json');
    expect(failed.code, failed.stderr).toBe(3);
    expect((JSON.parse(failed.stdout) as { regressions: string[] }).regressions).toHaveLength(1);
    expect(await compare('--fail-on-regression', '20%')).toMatchObject({ code: 0 });
    const { stdout } = await compare('--markdown');
    expect(stdout).toMatch(/\| VGG-11 .* \| slower \| 1\.1/);
  });
});

describe('the program', () => {
  it('compares accuracy on the images of a real run, and refuses a run of another machine', async () => {
    const config = join(root, 'real.config.json');
    await writeFile(
      config,
      JSON.stringify({
        architectures: [0.0625, 0.125].map((width) => ({ id: 'vgg11', options: { width } })),
        datasets: [{ name: 'shapes', options: { trainImages: 64, testImages: 40 } }],
        batchSizes: [2],
        recipe: { budget: { images: 64 } },
        measuring: {
          rounds: 2,
          minimumTimeMs: 50,
          minimumSamples: 5,
          maximumTimeMs: 100,
          maximumWarmupMs: 50,
          machinePeak: false,
        },
      }),
    );
    const env = { CONVBENCH_CACHE: join(root, 'cache') };
    const run = await runCli(['run', config, '--out', join(root, 'real')], { env });
    expect(run.code, run.stderr).toBe(0);
    const [name = ''] = await readdir(join(root, 'real'));
    const before = join(root, 'real', name);

    const within = await runCli(['compare', before]);
    expect(within.code, within.stderr).toBe(0);
    expect(within.stdout).toContain('Top-1 on the same images (McNemar)');
    const json = await runCli(['compare', before, '--json']);
    const { accuracies } = JSON.parse(json.stdout) as RunComparison;
    expect(accuracies).toMatchObject([
      { difference: { value: expect.any(Number) }, adjustedPValue: expect.any(Number) },
    ]);

    const after = join(root, 'elsewhere');
    await cp(before, after, { recursive: true });
    const records = await readFile(join(before, 'results.jsonl'), 'utf8');
    const elsewhere = records.replace(/"cpuModel":"[^"]*"/, '"cpuModel":"Another CPU"');
    await writeFile(join(after, 'results.jsonl'), elsewhere);
    const refused = await runCli(['compare', before, after]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/CPU: .* against Another CPU/);
    expect(refused.stderr).toContain('--allow-different');
    const told = await runCli(['compare', before, after, '--allow-different']);
    expect(told.code, told.stderr).toBe(0);
    expect(told.stdout).toMatch(/Differs: CPU, .* against Another CPU/);
  });
});
