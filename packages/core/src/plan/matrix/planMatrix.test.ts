import { defaultThreads } from '@convbench/measure';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildForInputSize, graphBuilder } from '@convbench/graph';
import { API_VERSION, architectureOptionsSchema, z } from '@convbench/spec';
import type { ArchitecturePlugin, BackendPlugin, DatasetPlugin, Plugin } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../config/parseConfig.js';
import type { PlanEvent } from './planEvent.js';
import type { Loaded, PluginSet } from '../plugins/types.js';
import { deviceOf, enginesOf } from '../../../../../test/support/backendOf.js';
import { isTraining } from '../sources/weightSource.js';
import { planMatrix } from './planMatrix.js';
import type { PlanMatrixOptions } from './planMatrix.js';

let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'convbench-plan-'));
  vi.stubEnv('CONVBENCH_CACHE', cache);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
});

const loaded = <P extends Plugin>(plugin: P): Loaded<P> => ({
  plugin,
  reference: { kind: plugin.kind, name: plugin.name, url: 'file:///x', specifier: 'x' },
});

const recipe = {
  source: 'test',
  budget: { images: 100 },
  batchSize: 10,
  learningRate: 0.1,
  optimizer: { kind: 'adam' },
  schedule: { kind: 'constant' },
  initialization: 'he',
} as const;

const net: ArchitecturePlugin = {
  kind: 'architecture',
  apiVersion: API_VERSION,
  name: 'net',
  family: 'plain',
  paper: { title: '', authors: '', year: 2026, url: '' },
  options: architectureOptionsSchema,
  variants: [
    { id: 'net', title: 'Net', aliases: ['n'], recipe },
    { id: 'broken', title: 'Broken', recipe },
  ],
  build(variant, { channels, classes, inputSize }) {
    if (variant === 'broken') throw new TypeError('x is not a function');
    return buildForInputSize('arch-net', 'Net', inputSize, (size) => {
      const b = graphBuilder({ name: 'net', channels, height: size, width: size });
      const x = b.conv('conv', b.input, { channels: 4, kernel: 9 });
      return b.build(b.linear('logits', b.flatten('f', x), { features: classes }));
    });
  },
};

const backend = (
  name: string,
  [first, ...others]: [string, ...string[]],
  canTrain: boolean,
): BackendPlugin => {
  const refused = () => Promise.reject(new Error('opened in this process'));
  const device = (each: string) => deviceOf(each, canTrain ? { training: {} } : {});
  return {
    kind: 'backend',
    apiVersion: API_VERSION,
    name,
    title: name,
    devices: [device(first), ...others.map(device)],
    ...enginesOf(refused),
    probe: () => Promise.reject(new Error('probed in this process')),
    ...(canTrain && { training: { open: refused } }),
  };
};

const dataset: DatasetPlugin<z.ZodObject<{ size: z.ZodDefault<z.ZodNumber> }>> = {
  kind: 'dataset',
  apiVersion: API_VERSION,
  name: 'data',
  title: 'Data',
  native: { inputSize: 8, channels: 1 },
  options: z.strictObject({ size: z.number().default(50) }),
  check: ({ size }) =>
    Promise.resolve(
      size > 0
        ? { found: true, location: '/', bytes: 0 }
        : { found: false, reason: 'It is not there.', remedy: 'Fetch it.' },
    ),
  info: ({ size }) =>
    Promise.resolve({
      checksum: `c${size}`,
      classes: ['a', 'b', 'c'],
      trainImages: size,
      testImages: 5,
      normalization: { mean: [0], standardDeviation: [1] },
      preprocessing: 'none',
      license: '',
      source: '',
    }),
  open: () => Promise.reject(new Error('opened in this process')),
};

const plugins: PluginSet = {
  architectures: [loaded(net)],
  backends: [loaded(backend('one', ['cpu', 'gpu'], true)), loaded(backend('two', ['cpu'], false))],
  datasets: [loaded(dataset as unknown as DatasetPlugin)],
  reporters: [],
};

const available = { available: true as const, engineVersion: '1.0' };

async function plan(
  config: Record<string, unknown>,
  options: Partial<PlanMatrixOptions> = {},
  set = plugins,
) {
  const full = {
    architectures: ['net'],
    backends: ['one'],
    datasets: ['data'],
    inputSizes: [16],
    batchSizes: [1],
    ...config,
  };
  const probe = () => Promise.resolve(available);
  const planned = await planMatrix({ config: parseConfig(full, 'test'), directory: '/' }, set, {
    probe,
    ...options,
  });
  return { ...planned, trainings: planned.weights.filter(isTraining) };
}

it('says what is odd about the files of a data set, in every cell', async () => {
  const odd = 'One image was left out: cat/broken.png.';
  const info: DatasetPlugin['info'] = async (options, form) => ({
    ...(await dataset.info(options as { size: number }, form)),
    warnings: [odd],
  });
  const datasets = [loaded({ ...dataset, info } as unknown as DatasetPlugin)];
  const { cells } = await plan({}, {}, { ...plugins, datasets });
  expect(cells.map(({ cell }) => cell.dataset.warnings)).toEqual([[odd]]);
  expect((await plan({})).cells[0]?.cell.dataset.warnings).toBeUndefined();
});

describe('a plan', () => {
  it('has a cell for every combination, and one training for those that share it', async () => {
    const { cells, trainings, problems } = await plan({
      backends: ['one', { name: 'two', threads: 3 }],
      batchSizes: [1, 8],
      inputSizes: [16, 80],
      seed: 7,
    });
    expect(problems).toEqual([]);
    expect(cells).toHaveLength(8);
    expect(new Set(cells.map(({ cell }) => cell.id)).size).toBe(8);
    expect(trainings).toHaveLength(2);
    expect(new Set(cells.map(({ cell }) => cell.weightsKey))).toEqual(
      new Set(trainings.map(({ key }) => key)),
    );
    expect(cells[0]?.cell).toMatchObject({
      network: {
        id: 'net',
        title: 'Net',
        options: { classes: 3, channels: 1, inputSize: 16, stem: 'small' },
      },
      backend: { name: 'one', device: 'cpu' },
      dataset: { name: 'data', options: { size: 50 }, checksum: 'c50', classes: ['a', 'b', 'c'] },
      batchSize: 1,
      threads: defaultThreads(),
      seed: 7,
    });
    expect(cells.filter(({ cell }) => cell.backend.name === 'two')[0]?.cell.threads).toBe(3);
    expect(cells.at(-1)?.cell.network.options).toMatchObject({ inputSize: 80, stem: 'imagenet' });
    expect(trainings[0]).toMatchObject({
      source: {
        kind: 'trained',
        backend: { name: 'one', device: 'cpu', engineVersion: '1.0' },
        recipe: { batchSize: 10 },
        steps: 10,
      },
      cache: { state: 'missing' },
    });
  });

  it('has a cell for every number of threads and every scenario, and trains with the most threads', async () => {
    const { cells, trainings } = await plan({
      backends: [{ name: 'one', threads: [1, 4, 2] }],
      scenarios: ['latency', 'throughput', 'server'],
      batchSizes: [1, 8],
      measuring: { maximumBatchSize: 64 },
    });
    const settings = cells
      .filter(({ cell }) => cell.threads === 4)
      .map(({ cell }) => [cell.scenario, cell.batchSize]);
    expect(settings).toEqual([
      ['latency', 1],
      ['latency', 8],
      ['throughput', 64],
      ['server', 1],
    ]);
    expect(cells).toHaveLength(12);
    expect(new Set(cells.map(({ cell }) => cell.id)).size).toBe(12);
    expect(trainings.map(({ source }) => source.threads)).toEqual([4]);
  });

  it('is the same when it is made again, and another for another seed or engine', async () => {
    const ids = async (config: Record<string, unknown>, options?: PlanMatrixOptions) =>
      (await plan(config, options)).cells.map(({ cell }) => cell.id).join();
    const first = await ids({});
    expect(await ids({})).toBe(first);
    expect(await ids({ architectures: ['n'] })).toBe(first);
    expect(await ids({ seed: 2 })).not.toBe(first);
    const probe = () => Promise.resolve({ ...available, engineVersion: '2.0' });
    expect(await ids({}, { probe })).not.toBe(first);
  });

  it('probes every device once, and says what it is checking', async () => {
    const probe = vi.fn(() => Promise.resolve(available));
    const events: PlanEvent[] = [];
    await plan(
      { backends: ['one', { name: 'one', threads: 1 }, { name: 'one', device: 'gpu' }] },
      { probe, onEvent: (event) => events.push(event) },
    );
    expect(probe).toHaveBeenCalledTimes(2);
    expect(events).toEqual([
      { type: 'checking-dataset', name: 'data' },
      { type: 'probing-backend', name: 'one', device: 'cpu' },
      { type: 'probing-backend', name: 'one', device: 'gpu' },
      { type: 'checking-architecture', id: 'net' },
    ]);
  });

  it('trains with the first backend that can, or with another one that it names', async () => {
    const first = await plan({ backends: ['two', { name: 'one', device: 'gpu' }] });
    expect(first.trainings[0]?.source.backend).toMatchObject({ name: 'one', device: 'gpu' });
    const other = await plan({ backends: ['two'] });
    expect(other.problems).toEqual([]);
    expect(other.trainings[0]?.source.backend).toMatchObject({ name: 'one', device: 'cpu' });
    expect(Object.keys(other.references.backends)).toEqual(['two', 'one']);
    const nobody = { ...plugins, backends: plugins.backends.slice(1) };
    expect((await plan({ backends: ['two'] }, {}, nobody)).problems).toMatchObject([
      { problem: 'None of the backends can train.' },
    ]);
  });

  it('trains with the trainer that is asked for, which need not be measured', async () => {
    const asked = await plan({
      backends: ['two'],
      trainer: { name: 'one', device: 'gpu', threads: 3 },
    });
    expect(asked.problems).toEqual([]);
    expect(asked.trainings[0]?.source).toMatchObject({
      backend: { name: 'one', device: 'gpu' },
      threads: 3,
    });
    expect(asked.cells.every(({ cell }) => cell.backend.name === 'two')).toBe(true);
    const unable = await plan({ backends: ['one'], trainer: 'two' });
    expect(unable.problems).toMatchObject([
      { problem: "The backend 'two' cannot train on 'cpu'." },
    ]);
  });

  it('fetches data sets when it may', async () => {
    let fetched = false;
    const remote = {
      ...dataset,
      check: () =>
        Promise.resolve(
          fetched
            ? { found: true, location: '/', bytes: 0 }
            : { found: false, reason: 'It is not there.', remedy: 'Fetch it.' },
        ),
      fetch: () => {
        fetched = true;
        return Promise.resolve();
      },
    } as unknown as DatasetPlugin;
    const set = { ...plugins, datasets: [loaded(remote)] };
    expect((await plan({}, {}, set)).problems).toHaveLength(1);
    expect((await plan({}, { fetch: true }, set)).problems).toEqual([]);
  });

  it('stops when it is asked to', async () => {
    await expect(plan({}, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('problems', () => {
  const problemsOf = async (config: Record<string, unknown>, options?: PlanMatrixOptions) =>
    (await plan(config, options)).problems.map(({ problem, remedy }) => `${problem} ${remedy}`);

  it('are all there at once', async () => {
    const problems = await problemsOf({
      architectures: ['nett', 'broken', { id: 'net', options: { depth: 1 } }],
      backends: ['on', { name: 'one', device: 'gpus' }],
      datasets: ['data', 'dat', { name: 'data', options: { size: 'x' } }],
    });
    expect(problems.join('\n')).toContain("no data set 'dat'. Did you mean 'data'?");
    expect(problems.join('\n')).toContain('size is "x": expected number.');
    expect(problems.join('\n')).toContain("no backend 'on'. Did you mean 'one'? Known: one, two.");
    expect(problems.join('\n')).toContain(
      "The backend 'one' has no device 'gpus'. Did you mean 'gpu'? It has: cpu, gpu.",
    );
    expect(problems.join('\n')).toContain("no architecture 'nett'. Did you mean 'net'?");
    expect(problems.join('\n')).toContain('failed: x is not a function');
    expect(problems.join('\n')).toContain('depth: there is no such key.');
    expect(problems).toHaveLength(7);
  });

  it('name the input that is too small, the data that is missing, the device that is not there', async () => {
    const problems = await problemsOf({ inputSizes: [8], backends: ['one'], datasets: ['data'] });
    expect(problems).toEqual([expect.stringContaining('Set inputSize to 9 or more.')]);
    expect(await problemsOf({ datasets: [{ name: 'data', options: { size: 0 } }] })).toEqual([
      "The data set 'data' is not there: It is not there. Fetch it.",
    ]);
    const probe = () =>
      Promise.resolve({ available: false as const, reason: 'No card.', remedy: 'Plug one in.' });
    expect(await problemsOf({}, { probe })).toEqual([
      "The device 'cpu' is not available: No card. Plug one in.",
    ]);
  });

  it('name cells that are there twice', async () => {
    expect(await problemsOf({ architectures: ['net', 'n'] })).toEqual([
      expect.stringContaining("The matrix has 'net' on one cpu, batch 1, more than once."),
    ]);
  });

  it('name a cache that cannot be written', async () => {
    const file = join(cache, 'file');
    await writeFile(file, '');
    vi.stubEnv('CONVBENCH_CACHE', file);
    const problems = await problemsOf({});
    vi.stubEnv('CONVBENCH_CACHE', cache);
    expect(problems).toEqual([expect.stringContaining('Cannot write into the weights cache')]);
  });
});
