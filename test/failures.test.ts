/** What goes wrong becomes a record or a message that helps, and never takes the run with it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  executeRun,
  loadPlugins,
  makePlan,
  parseConfig,
  probeBackend,
  readResults,
} from '@convbench/core';
import type { Plan, PluginReference } from '@convbench/core';
import type { CellRecord, CellResults } from '@convbench/spec';
import { summarizeCell } from '@convbench/statistics';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const fixture = (name: string) =>
  fileURLToPath(new URL(`./fixtures/plugins/${name}`, import.meta.url));
const specifiers = [fixture('tinyNet.ts'), fixture('misbehavingBackend.ts')];

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-failures-'));
  vi.stubEnv('CONVBENCH_CACHE', join(root, 'cache'));
  vi.stubEnv('CONVBENCH_TEST_FLAG_FILE', join(root, 'flag'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

const onnxruntime = { name: 'onnxruntime', device: 'cpu', threads: 1 };
const misbehaving = (device: string) => ({ name: 'misbehaving', device, threads: 1 });

const matrix = (changes: Record<string, unknown>) => ({
  architectures: ['tiny-plain'],
  trainer: onnxruntime,
  datasets: [{ name: 'shapes', options: { trainImages: 64, testImages: 12 } }],
  inputSizes: [16],
  batchSizes: [2],
  recipe: { budget: { images: 64 } },
  measuring: {
    rounds: 1,
    machinePeak: false,
    minimumTimeMs: 10,
    minimumSamples: 3,
    maximumTimeMs: 100,
    maximumWarmupMs: 20,
  },
  ...changes,
});

/** Without probes, which take a process each, unless they are what is tested. */
async function planOf(changes: Record<string, unknown>, options = { probe: false }): Promise<Plan> {
  const plugins = await loadPlugins({ specifiers, directory: root });
  const config = parseConfig(matrix(changes), 'matrix');
  const probe = () => Promise.resolve({ available: true as const, engineVersion: '1' });
  return makePlan({ config, directory: root }, plugins, options.probe ? {} : { probe });
}

/** The last round of each cell. */
function byDevice(cells: readonly CellResults[]): Record<string, CellRecord> {
  return Object.fromEntries(
    cells.flatMap(({ rounds }) => rounds.map((record) => [record.cell.backend.device, record])),
  );
}

describe('a cell', () => {
  const devices = [
    'throws-in-open',
    'refuses-in-open',
    'throws-no-error',
    'exits-in-open',
    'killed-in-run',
    'crashes-in-run',
    'rejects-later',
    'crashes-after-result',
    'gives-nan',
    'gives-wrong-logits',
    'convolves-wrongly',
    'gives-too-few-logits',
  ];
  let records: Record<string, CellRecord>;

  beforeAll(async () => {
    const plan = await planOf({ backends: [onnxruntime, ...devices.map(misbehaving)] });
    const runDirectory = join(root, 'cells');
    const outcome = await executeRun({ plan, runDirectory });
    expect(outcome).toMatchObject({ state: 'complete', missing: 0, measured: 4, failed: 9 });
    records = byDevice((await readResults(runDirectory)).cells);
  });

  it('that works is measured among those that do not', () => {
    expect(records['cpu']).toMatchObject({
      status: 'measured',
      correctness: { parity: { images: 4, top1Agreement: 1 }, accuracy: { images: 12 } },
      energy: { notMeasured: expect.any(String) },
    });
  });

  const failed = (failure: Record<string, unknown>) => ({ status: 'failed', failure });
  it.each<[string, Record<string, unknown>]>([
    [
      'throws-in-open',
      {
        kind: 'threw',
        phase: 'load',
        message: 'no such kernel',
        standardError: expect.stringContaining('a native library says why'),
      },
    ],
    [
      'refuses-in-open',
      { kind: 'threw', message: 'There is no room.', remedy: 'Take a smaller network.' },
    ],
    ['throws-no-error', { kind: 'threw', phase: 'load', message: 'threw "a string"' }],
    ['exits-in-open', { kind: 'exited', phase: 'load', exitCode: 7 }],
    ['killed-in-run', { kind: 'killed', phase: 'first inference', signal: 'SIGKILL' }],
    ['crashes-in-run', { kind: 'killed', phase: 'first inference', signal: 'SIGSEGV' }],
    ['rejects-later', { kind: 'threw', message: 'from somewhere else' }],
    [
      'convolves-wrongly',
      {
        kind: 'parity-failed',
        phase: 'conformance',
        message: expect.stringContaining('first/conv: 3x3, 3 to 8 channels at 16x16'),
        remedy: expect.stringContaining('is-well'),
      },
    ],
    ['gives-too-few-logits', { kind: 'threw', message: expect.stringContaining('19 logits') }],
  ])('that %s is recorded as failed', (device, failure) => {
    expect(records[device]).toMatchObject(failed(failure));
  });

  it('that hangs is stopped at its time limit', async () => {
    const backends = [misbehaving('hangs-in-run')];
    const plan = await planOf({ backends, cellTimeLimitMinutes: 4 / 60 });
    const runDirectory = join(root, 'hangs');
    await executeRun({ plan, runDirectory });
    const { cells } = await readResults(runDirectory);
    expect(byDevice(cells)['hangs-in-run']).toMatchObject(
      failed({ kind: 'timed-out', phase: 'first inference', remedy: expect.any(String) }),
    );
  });

  it('that crashes when all is measured keeps its figures', () => {
    expect(records['crashes-after-result']).toMatchObject({ status: 'measured' });
  });

  it('with logits that are not finite has no accuracy', () => {
    expect(records['gives-nan']).toMatchObject({
      status: 'measured',
      correctness: {
        accuracy: { notMeasured: expect.any(String) },
        parity: { notMeasured: 'the logits are not all finite' },
      },
      warnings: expect.arrayContaining([{ kind: 'non-finite-logits', images: 6 }]),
    });
  });

  it('that mixes images in a batch fails parity, though the reference holds none of these', async () => {
    const backends = [onnxruntime, misbehaving('mixes-the-last-images')];
    const plan = await planOf({ backends, batchSizes: [6] });
    const runDirectory = join(root, 'mixes');
    await executeRun({ plan, runDirectory });
    const mixed = byDevice((await readResults(runDirectory)).cells);
    const kindsOf = (record: CellRecord | undefined) => record?.warnings?.map(({ kind }) => kind);
    expect(mixed['cpu']).toMatchObject({ correctness: { parity: { images: 4 } } });
    expect(kindsOf(mixed['cpu'])).not.toContain('parity-failed');
    expect(kindsOf(mixed['mixes-the-last-images'])).toContain('parity-failed');
    expect(mixed['mixes-the-last-images']).toMatchObject({
      correctness: { parity: { images: 4, top1Agreement: 1 } },
    });
  });

  it('with logits that are not those of the network fails parity', () => {
    expect(records['gives-wrong-logits']).toMatchObject({
      status: 'measured',
      warnings: expect.arrayContaining([
        expect.objectContaining({ kind: 'parity-failed', limit: 1e-4 }),
      ]),
    });
  });
});

describe('a cell that runs out of memory', { timeout: 240_000 }, () => {
  const roomForTwo = { backends: [onnxruntime, misbehaving('has-room-for-two')] };
  const states = async (runDirectory: string) =>
    (await readResults(runDirectory)).cells
      .filter(({ cell }) => cell.backend.name === 'misbehaving')
      .map(({ cell, rounds }) => [
        cell.batchSize,
        rounds.map((record) => ('failure' in record ? record.failure.kind : record.status)),
      ]);

  it('stays as asked and failed, and is measured with half the batch, in every round', async () => {
    const measuring = { ...matrix({}).measuring, rounds: 2 };
    const plan = await planOf({ ...roomForTwo, batchSizes: [8], measuring });
    const runDirectory = join(root, 'memory');
    const outcome = await executeRun({ plan, runDirectory });
    expect(outcome).toMatchObject({ state: 'complete', measured: 1, failed: 1, missing: 0 });
    expect(await states(runDirectory)).toEqual([
      [8, ['out-of-memory']],
      [4, ['out-of-memory']],
      [2, ['measured', 'measured']],
    ]);
    const { run, cells } = await readResults(runDirectory);
    const reduced = { kind: 'reduced-batch', asked: 8, run: 2 };
    const asked = run.cells.find(({ backend }) => backend.name === 'misbehaving')?.id;
    expect(cells.at(-1)).toMatchObject({
      cell: { reducedFrom: { cellId: asked, batchSize: 8 } },
      rounds: [{ batchSizeRun: 2, warnings: expect.arrayContaining([reduced]) }, {}],
    });
    // Nothing is left to do, for the reduced cells neither.
    const events: string[] = [];
    const onEvent = ({ type }: { type: string }) => events.push(type);
    await executeRun({ plan, runDirectory, resume: true, onEvent });
    expect(events).toEqual(['run-started', 'run-ended']);
  });

  it('is not measured again with a batch that the matrix has anyway', async () => {
    const backends = [misbehaving('has-room-for-two')];
    const plan = await planOf({ backends, batchSizes: [4, 2] });
    const runDirectory = join(root, 'memory-known');
    await executeRun({ plan, runDirectory });
    expect(await states(runDirectory)).toEqual([
      [4, ['out-of-memory']],
      [2, ['measured']],
    ]);
  });

  it.runIf(process.platform === 'linux')('is stopped when it passes its limit', async () => {
    const plan = await planOf({
      backends: [misbehaving('takes-100-megabytes-an-image')],
      batchSizes: [8],
      cellMemoryLimitBytes: 700e6,
    });
    const runDirectory = join(root, 'memory-limit');
    await executeRun({ plan, runDirectory });
    expect(await states(runDirectory)).toEqual([
      [8, ['out-of-memory']],
      [4, ['measured']],
    ]);
    const { cells } = await readResults(runDirectory);
    const failure = byDevice(cells.slice(0, 1))['takes-100-megabytes-an-image'];
    expect(failure).toMatchObject({
      failure: {
        phase: 'load',
        message: expect.stringContaining('limit of 700 MB'),
        peakRssBytes: expect.any(Number),
      },
    });
  });
});

describe('the peak of the machine', { timeout: 240_000 }, () => {
  it('is measured once for a backend, and its failure keeps no cell from being measured', async () => {
    const measuring = { ...matrix({}).measuring, machinePeak: true };
    const backends = [onnxruntime, misbehaving('crashes-in-run')];
    const plan = await planOf({ backends, batchSizes: [1, 2], measuring });
    expect(plan.peaks).toHaveLength(2);
    const runDirectory = join(root, 'peak');
    const outcome = await executeRun({ plan, runDirectory });
    expect(outcome).toMatchObject({ measured: 2, failed: 2 });
    const results = await readResults(runDirectory);
    const { peaks, cells } = results;
    expect(peaks).toHaveLength(2);
    const [works, crashes] = peaks;
    for (const rate of [works?.matrixProduct, works?.convolution])
      expect(rate?.perSecond).toMatchObject({ value: expect.any(Number) });
    expect(works?.memoryCopy.perSecond).toMatchObject({ value: expect.any(Number) });
    expect(crashes?.convolution.perSecond).toEqual({
      notMeasured: expect.stringContaining('SIGSEGV'),
    });
    const [cell] = cells;
    const share = cell && summarizeCell(cell, results)?.shareOfPeak;
    if (share === undefined || !('value' in share)) throw new Error(JSON.stringify(share));
    expect(share.value).toBeGreaterThan(0);
    expect(share.value).toBeLessThan(1);
    // Two peaks and two networks: more than a minute on a machine that has other work.
  }, 180_000);
});

describe('a sweep over batches', { timeout: 240_000 }, () => {
  it('takes the best that fits, and measures that in the later rounds', async () => {
    const plan = await planOf({
      backends: [misbehaving('has-room-for-two')],
      scenarios: ['throughput'],
      measuring: { ...matrix({}).measuring, rounds: 2, maximumBatchSize: 16 },
    });
    const runDirectory = join(root, 'sweep');
    const outcome = await executeRun({ plan, runDirectory });
    expect(outcome).toMatchObject({ measured: 1, failed: 0 });
    const { cells } = await readResults(runDirectory);
    const [first, second] = cells[0]?.rounds ?? [];
    if (first?.status !== 'measured' || second?.status !== 'measured') throw new Error('failed');
    const { sweep, correctness, batchSizeRun } = first;
    expect(sweep?.points.map(({ batchSize }) => batchSize)).toEqual(
      [1, 2, 4].slice(0, sweep?.points.length),
    );
    expect(sweep?.bestBatchSize).toBe(batchSizeRun);
    expect(correctness).toMatchObject({ accuracy: { images: 12 } });
    expect(second).toMatchObject({ batchSizeRun });
    expect(second).not.toHaveProperty('sweep');
    expect(second).not.toHaveProperty('correctness');
  });
});

describe('a failed cell', () => {
  it('is kept by a resumed run, and run again when asked for', async () => {
    const plan = await planOf({ backends: [misbehaving('fails-without-flag-file')] });
    const runDirectory = join(root, 'retry');
    const statusOf = async () =>
      byDevice((await readResults(runDirectory)).cells)['fails-without-flag-file']?.status;

    await executeRun({ plan, runDirectory });
    expect(await statusOf()).toBe('failed');
    await writeFile(join(root, 'flag'), '');
    await executeRun({ plan, runDirectory, resume: true });
    expect(await statusOf()).toBe('failed');
    const outcome = await executeRun({ plan, runDirectory, resume: true, retryFailed: true });
    expect(await statusOf()).toBe('measured');
    expect(outcome).toMatchObject({ measured: 1, failed: 0 });
  });
});

describe('a training', () => {
  it.each([
    ['killed-in-training', { kind: 'killed', signal: 'SIGKILL', phase: 'training' }],
    ['diverges-in-training', { kind: 'threw', message: expect.stringContaining('diverged') }],
  ])('that is %s leaves its cells not trained', async (device, failure) => {
    const backend = misbehaving(device);
    const plan = await planOf({ backends: [backend], trainer: backend, batchSizes: [1, 2] });
    const runDirectory = join(root, device);
    const outcome = await executeRun({ plan, runDirectory });
    expect(outcome).toMatchObject({ state: 'complete', measured: 0, failed: 2 });
    const { trainings, cells } = await readResults(runDirectory);
    expect(trainings).toMatchObject([{ status: 'failed', failure }]);
    const kinds = cells.flatMap(({ rounds }) =>
      rounds.map((record) => record.status === 'failed' && record.failure.kind),
    );
    expect(kinds).toEqual(['not-trained', 'not-trained']);
  });
});

describe('a probe', () => {
  const reference: PluginReference = {
    kind: 'backend',
    name: 'misbehaving',
    specifier: 'misbehavingBackend.ts',
    url: new URL('./fixtures/plugins/misbehavingBackend.ts', import.meta.url).href,
  };

  it.each([
    ['throws-in-probe', 'the driver is too old'],
    ['exits-in-probe', 'exited with code 9'],
    ['hangs-in-probe', 'not done after 3 s'],
    ['is-absent', 'No card.'],
  ])('that %s makes the device unavailable', async (device, reason) => {
    expect(await probeBackend(reference, device, { timeLimitMs: 3000 })).toMatchObject({
      available: false,
      reason: expect.stringContaining(reason),
      remedy: expect.stringMatching(/\S/),
    });
  });

  it('that fails is a problem of the plan, which is refused', async () => {
    const backends = [onnxruntime, misbehaving('is-absent'), misbehaving('exits-in-probe')];
    const plan = await planOf({ backends }, { probe: true });
    expect(plan.problems).toMatchObject([
      { room: 'backend-misbehaving', problem: expect.stringContaining('No card.') },
      { room: 'backend-misbehaving', problem: expect.stringContaining('exited with code 9') },
    ]);
    const runDirectory = join(root, 'refused');
    await expect(executeRun({ plan, runDirectory })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/2 problems[^]*Plug one in\.[^]*exited with code 9/),
    });
    await expect(readResults(runDirectory)).rejects.toThrow('There is no run');
  });
});

describe('a run folder', () => {
  it('that cannot be made is refused before anything is measured', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    const plan = await planOf({ backends: [onnxruntime] });
    await expect(executeRun({ plan, runDirectory: join(file, 'run') })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('Choose another folder'),
    });
  });

  it('that holds a run is not written over', async () => {
    const plan = await planOf({ backends: [onnxruntime] });
    const runDirectory = join(root, 'twice');
    await executeRun({ plan, runDirectory });
    await expect(executeRun({ plan, runDirectory })).rejects.toThrow('There is a run');
  });

  it('of another plan is not resumed, and the message says what changed', async () => {
    const runDirectory = join(root, 'other');
    await executeRun({ plan: await planOf({ backends: [onnxruntime] }), runDirectory });
    const plan = await planOf({ backends: [onnxruntime], recipe: { budget: { images: 128 } } });
    await expect(executeRun({ plan, runDirectory, resume: true })).rejects.toThrow(
      /the config's `recipe`; what decides the weights/,
    );
  });
});
