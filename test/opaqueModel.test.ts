/** ONNX files with operators that convbench has no rules for: described as far as it goes, run as they stand. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeNetwork,
  executeRun,
  exportNetwork,
  isTraining,
  loadPlugins,
  makePlan,
  matrixSpecifiers,
  parseConfig,
  readResults,
  renderReports,
} from '@convbench/core';
import { resultLineSchema } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as models from './support/opaqueModels.js';
import { classifier, float, node, withExternalWeight } from './support/foreignModels.js';
import { parseCsv } from './support/parseCsv.js';
import { runCli } from './support/runCli.js';

let root: string;
const file = (name: string) => join(root, name);
const files = {
  'swish.onnx': models.hardSwish,
  'gelu.onnx': models.gelu,
  'difference.onnx': models.difference,
  'resize.onnx': models.resized,
  'microsoft.onnx': models.microsoft,
  'if.onnx': models.branching,
  'qdq.onnx': models.quantised,
  'last.onnx': models.channelsLastUnknown,
  'planes.onnx': models.planesUnknown,
} as const;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench opaque '));
  vi.stubEnv('CONVBENCH_CACHE', file('cache'));
  for (const [name, bytes] of Object.entries(files)) await writeFile(file(name), bytes());
  await writeFile(file('known.onnx'), classifier());
  const { model, data } = withExternalWeight(models.hardSwish(), 'w2', 'w2.bin');
  await writeFile(file('beside.onnx'), model);
  await writeFile(file('w2.bin'), data);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

const probe = () => Promise.resolve({ available: true as const, engineVersion: '1' });

async function planOf(architectures: readonly unknown[], changes: Record<string, unknown> = {}) {
  const config = parseConfig(
    {
      architectures,
      datasets: [{ name: 'shapes', options: { trainImages: 64, testImages: 12 } }],
      backends: [{ name: 'onnxruntime', device: 'cpu', threads: 1 }],
      trainer: { name: 'onnxruntime', device: 'cpu', threads: 1 },
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
    },
    'matrix',
  );
  const plugins = await loadPlugins({ specifiers: matrixSpecifiers(config), directory: root });
  return makePlan({ config, directory: root }, plugins, { probe });
}

async function described(path: string) {
  const plugins = await loadPlugins({ specifiers: [path], directory: root });
  return describeNetwork(plugins, path);
}

describe('such a file is described', () => {
  it.each([
    ['swish.onnx', [['HardSwish', 'unknown-operator']], 10_428],
    ['difference.onnx', [['Sub', 'unsupported-form']], 10_428],
    ['microsoft.onnx', [['com.microsoft:QuickGelu', 'unknown-operator']], 10_428],
    // Nobody says of what shape the result of an If or a Resize is, but the classes of the linear layer are declared.
    ['resize.onnx', [['Resize', 'unknown-operator']], 10_428],
    ['last.onnx', [['HardSwish', 'unknown-operator']], 10_428],
  ] as const)('with what could be counted: %s', async (name, uncounted, macs) => {
    const { static: cost, network, variant } = await described(`./${name}`);
    expect(network.options).toMatchObject({ inputSize: 16, channels: 3, classes: 10 });
    expect(cost.uncountedNodes?.map(({ op, reason }) => [op, reason])).toEqual(uncounted);
    expect(cost).toMatchObject({ macs, trainableParameters: 238 });
    expect(variant.note).toContain('run as it stands');
  });

  it('by the command, as lower bounds with what they leave out', async () => {
    const { code, stdout, stderr } = await runCli(['describe', './if.onnx'], { cwd: root });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/h +If .*unknown .*not counted/);
    expect(stdout).toMatch(/MACs +≥ [\d,]+ an image/);
    expect(stdout).toMatch(/Not counted +Greater \(1\), If \(1\)/);
  });

  it('and neither trained nor exported', async () => {
    const { problems } = await planOf([{ id: './swish.onnx', options: { weights: 'new' } }]);
    expect(problems).toMatchObject([
      { problem: expect.stringMatching(/cannot be trained.*without a gradient.*HardSwish/) },
    ]);
    const plugins = await loadPlugins({ specifiers: ['./swish.onnx'], directory: root });
    await expect(
      exportNetwork(plugins, './swish.onnx', { out: file('again.onnx') }),
    ).rejects.toThrow(/HardSwish.*no graph of it/);
  });
});

describe('a plan refuses', () => {
  it('operators of a domain that the engine does not have', async () => {
    await writeFile(file('example.onnx'), models.unknownDomain());
    const { problems } = await planOf(['./example.onnx']);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.problem).toMatch(/no operators of the domain 'com\.example'.*FusedConv/);
    expect(problems[0]?.remedy).toContain("'com.microsoft'");
  });

  it('a backend that opens no files', async () => {
    const config = parseConfig(
      {
        architectures: ['./swish.onnx'],
        backends: [{ name: 'graphs-only', device: 'cpu' }],
        datasets: [{ name: 'shapes', options: { trainImages: 64, testImages: 12 } }],
        inputSizes: [16],
      },
      'matrix',
    );
    const own = file('graphsOnly.mjs');
    await writeFile(
      own,
      `export default { kind: 'backend', apiVersion: 2, name: 'graphs-only', title: 'Graphs only', artefactVersion: 1,
        devices: [{ name: 'cpu', usesGpu: false, precisions: ['float32'], artefact: { name: 'n', batch: 'one' }, sharesTurns: true }],
        probe: async () => ({ available: true, engineVersion: '1' }),
        materialize: async () => { throw new Error('no'); }, start: async () => { throw new Error('no'); } };`,
    );
    const plugins = await loadPlugins({
      specifiers: [own, ...matrixSpecifiers(config)],
      directory: root,
    });
    const { problems } = await makePlan({ config, directory: root }, plugins, { probe });
    expect(problems.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/'graphs-only' cannot run 'swish\.onnx'.*HardSwish/),
    ]);
    expect(problems[0]?.remedy).toContain('onnxruntime');
  });

  it('a file whose output is of unknown shape', async () => {
    await writeFile(
      file('shapeless.onnx'),
      classifier({
        opsets: { '': 20 },
        nodes: [
          node('NonZero', ['image'], ['n']),
          node('Cast', ['n'], ['scores'], { to: { int: 1 } }),
        ],
        outputs: [{ name: 'scores', type: 'float32', shape: ['rows', 'columns'] }],
      }),
    );
    await expect(described('./shapeless.onnx')).rejects.toThrow(
      /no classifier.*'scores' \[\?, \?\]/,
    );
  });
});

describe('a run of such files', () => {
  const names = [...Object.keys(files), 'beside.onnx', 'known.onnx'];
  let directory: string;

  beforeAll(async () => {
    const plan = await planOf(names.map((name) => `./${name}`));
    expect(plan.problems).toEqual([]);
    expect(plan.weights.filter(isTraining)).toEqual([]);
    directory = file('run');
    const outcome = await executeRun({ plan, runDirectory: directory });
    const { cells } = await readResults(directory);
    const failures = cells.flatMap(({ cell, rounds }) =>
      rounds.flatMap((record) =>
        record.status === 'failed' ? [[cell.network.id, record.failure.message]] : [],
      ),
    );
    expect(failures).toEqual([]);
    expect(outcome).toMatchObject({ state: 'complete', measured: names.length, failed: 0 });
  }, 240_000);

  async function recordOf(id: string) {
    const { cells } = await readResults(directory);
    const [record] = cells.find(({ cell }) => cell.network.id === id)?.rounds ?? [];
    if (record?.status !== 'measured' || record.correctness === undefined)
      throw new Error(`${id} was not measured.`);
    return { ...record, ...record.correctness };
  }

  it('measures time and accuracy, and says why there is no parity', async () => {
    for (const name of Object.keys(files)) {
      const record = await recordOf(name);
      expect(record.latency.count, name).toBeGreaterThan(0);
      expect(record.accuracy, name).toMatchObject({ images: 12 });
      expect(record.static.uncountedNodes?.length, name).toBeGreaterThan(0);
      expect(record.parity, name).toMatchObject({
        notMeasured: expect.stringContaining('not interpreted by the reference'),
      });
      expect(JSON.stringify(record.warnings), name).toContain('run-as-it-stands');
    }
    expect((await recordOf('swish.onnx')).parity).toEqual({
      notMeasured: 'the operator HardSwish is not interpreted by the reference',
    });
    expect(await recordOf('known.onnx')).toMatchObject({ parity: { top1Agreement: 1 } });
    expect((await recordOf('known.onnx')).static.uncountedNodes).toBe(undefined);
  });

  it('gives a file with weights beside it and one with another layout what they should', async () => {
    const confusion = async (name: string) => {
      const { accuracy } = await recordOf(name);
      return 'confusion' in accuracy ? accuracy.confusion : undefined;
    };
    expect(await confusion('beside.onnx')).toEqual(await confusion('swish.onnx'));
    expect(await confusion('last.onnx')).toEqual(await confusion('planes.onnx'));
    // Nearest neighbours of a map that is averaged afterwards change nothing.
    expect(await confusion('resize.onnx')).toBeDefined();
  });

  it('is reported with its bounds, in lines that hold to the schema', async () => {
    const { reporters } = await loadPlugins({ specifiers: [], directory: root });
    await renderReports(directory, reporters);
    const page = await readFile(join(directory, 'index.html'), 'utf8');
    expect(page).toContain('≥');
    expect(page).toMatch(/HardSwish \(1\)/);
    const [header = [], ...rows] = parseCsv(await readFile(join(directory, 'results.csv'), 'utf8'));
    const valueOf = (id: string, column: string) =>
      rows.find((row) => row[header.indexOf('network_id')] === id)?.[header.indexOf(column)];
    expect(valueOf('swish.onnx', 'macs_count')).toBe('10428');
    expect(valueOf('swish.onnx', 'uncounted_operators')).toBe('HardSwish');
    expect(valueOf('known.onnx', 'uncounted_operators')).toBe('');
    const lines = (await readFile(join(directory, 'results.jsonl'), 'utf8')).trim().split('\n');
    for (const line of lines) resultLineSchema.parse(JSON.parse(line));
  });
});

it('records as failed what the engine does not have either, in its words', async () => {
  await writeFile(file('mystery.onnx'), models.around([node('Mystery', ['c'], ['h'])]));
  const plan = await planOf(['./mystery.onnx']);
  expect(plan.problems).toEqual([]);
  await executeRun({ plan, runDirectory: file('mystery') });
  const { cells } = await readResults(file('mystery'));
  expect(cells).toMatchObject([{ rounds: [{ status: 'failed' }] }]);
  expect(JSON.stringify(cells[0]?.rounds)).toMatch(/Mystery/);
});

it('records as failed a file that has changed since it was planned', async () => {
  await writeFile(file('changing.onnx'), models.hardSwish());
  const plan = await planOf(['./changing.onnx'], { seed: 3 });
  const others = [float('w1', [6, 3, 3, 3], 9), float('b1', [6], 2), float('w2', [10, 6], 3)];
  await writeFile(
    file('changing.onnx'),
    models.around([node('HardSwish', ['c'], ['h'])], {
      initializers: [...others, float('b2', [10], 4)],
    }),
  );
  await executeRun({ plan, runDirectory: file('changing') });
  const { cells } = await readResults(file('changing'));
  expect(JSON.stringify(cells[0])).toContain('another one than when the run was planned');
});
