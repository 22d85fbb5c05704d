/** Anybody's ONNX file through the whole pipeline: described, planned, measured, reported, and refused with a reason. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeNetwork,
  executeRun,
  isGiven,
  loadPlugins,
  makePlan,
  matrixSpecifiers,
  parseConfig,
  prepareResume,
  readResults,
  renderReports,
} from '@convbench/core';
import type { Plan } from '@convbench/core';
import { isUserError, resultLineSchema } from '@convbench/spec';
import type { UserError } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  channelsLast,
  classifier,
  fixedBatch,
  float,
  fullyConvolutional,
  node,
  withExternalWeight,
} from './support/foreignModels.js';
import { runCli } from './support/runCli.js';

let root: string;
const file = (name: string) => join(root, name);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench models '));
  vi.stubEnv('CONVBENCH_CACHE', file('cache'));
  await mkdir(file('a'));
  await mkdir(file('b'));
  await writeFile(file('plain.onnx'), classifier());
  await writeFile(file('any size.onnx'), fullyConvolutional());
  await writeFile(file('a/model.onnx'), classifier());
  await writeFile(file('b/model.onnx'), channelsLast());
  await writeFile(file('two.onnx'), fixedBatch());
  const { model, data } = withExternalWeight(classifier(), 'w2', 'weights.bin');
  await writeFile(file('external.onnx'), model);
  await writeFile(file('weights.bin'), data);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

const matrix = (architectures: readonly unknown[], changes: Record<string, unknown> = {}) => ({
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
});
const probe = () => Promise.resolve({ available: true as const, engineVersion: '1' });

async function planOf(
  architectures: readonly unknown[],
  changes: Record<string, unknown> = {},
): Promise<Plan> {
  const config = parseConfig(matrix(architectures, changes), 'matrix');
  const plugins = await loadPlugins({ specifiers: matrixSpecifiers(config), directory: root });
  return makePlan({ config, directory: root }, plugins, { probe });
}

async function described(path: string, options: Record<string, unknown> = {}) {
  const plugins = await loadPlugins({ specifiers: [path], directory: root });
  return describeNetwork(plugins, path, options);
}

async function refusal(path: string): Promise<UserError> {
  try {
    await loadPlugins({ specifiers: [path], directory: root });
  } catch (error) {
    if (isUserError(error)) return error;
    throw error;
  }
  throw new Error(`${path} was taken.`);
}

const sha256 = (...parts: Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest('hex');

describe('a model is described', () => {
  it('with the parameters and MACs of its file', async () => {
    const { network, static: cost, variant, paper } = await described('./plain.onnx');
    expect(network).toMatchObject({
      id: 'plain.onnx',
      family: 'plain',
      options: { inputSize: 16, channels: 3, classes: 10, weights: 'file' },
    });
    // 6 * 27 + 6, 10 * 6 + 10; 8 * 8 * 6 * 27, 60.
    expect(cost).toMatchObject({ trainableParameters: 238, macs: 10_428 });
    expect(variant.note).toContain('opset 13');
    expect(paper.url).toBe('./plain.onnx');
  });

  it('at any size where the file leaves it open, with what reading it found', async () => {
    const { network, static: cost, variant } = await described('./any size.onnx');
    expect(network.options).toMatchObject({ inputSize: 224 });
    const small = await described('./any size.onnx', { inputSize: 32 });
    expect(small.static.macs * 49).toBe(cost.macs);
    // 6 * 27 + 6, 10 * 6: the weights of a Constant node are parameters as well.
    expect(cost.trainableParameters).toBe(228);
    expect(variant.note).toContain('ends in the Softmax');
  });

  it('by the command, from a path with spaces', async () => {
    const { code, stdout, stderr } = await runCli(['describe', './any size.onnx'], { cwd: root });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/planes +Conv +1x1/);
    expect(stdout).toContain('ends in the Softmax');
  });
});

describe('a run of models', () => {
  const models = [
    './plain.onnx',
    './any size.onnx',
    './external.onnx',
    'a/model.onnx',
    'b/model.onnx',
  ];
  let plan: Plan;
  let directory: string;

  beforeAll(async () => {
    plan = await planOf(models);
    expect(plan.problems).toEqual([]);
    directory = file('run');
    const outcome = await executeRun({ plan, runDirectory: directory });
    expect(outcome).toMatchObject({ state: 'complete', measured: 5, failed: 0 });
  });

  it('trains nothing and measures all, with accuracy and parity', async () => {
    expect(plan.weights.map(({ source }) => source.kind)).toEqual(models.map(() => 'pretrained'));
    const { trainings, cells } = await readResults(directory);
    expect(trainings).toEqual([]);
    expect(cells.map(({ cell }) => cell.network.id).sort()).toEqual(
      ['plain.onnx', 'any size.onnx', 'external.onnx', 'a/model.onnx', 'b/model.onnx'].sort(),
    );
    for (const { rounds } of cells)
      expect(rounds).toMatchObject([
        {
          status: 'measured',
          correctness: { accuracy: { images: 12 }, parity: { images: 4, top1Agreement: 1 } },
        },
      ]);
  });

  it('keeps files of one content together, whatever their names', async () => {
    const { cells } = await readResults(directory);
    const confusionOf = (id: string) => {
      const [found] = cells.find(({ cell }) => cell.network.id === id)?.rounds ?? [];
      const accuracy = found?.status === 'measured' ? found.correctness?.accuracy : undefined;
      if (accuracy === undefined || !('confusion' in accuracy)) throw new Error(id);
      return accuracy.confusion;
    };
    for (const id of ['external.onnx', 'a/model.onnx', 'b/model.onnx'])
      expect(confusionOf(id), id).toEqual(confusionOf('plain.onnx'));
  });

  it('says in every record where the weights come from', async () => {
    const { cells } = await readResults(directory);
    const originOf = (id: string) =>
      cells.find(({ cell }) => cell.network.id === id)?.cell.pretrained;
    const plain = await readFile(file('plain.onnx'));
    expect(originOf('plain.onnx')).toEqual({ origin: 'plain.onnx', sha256: sha256(plain) });
    expect(originOf('external.onnx')).toEqual({
      origin: 'external.onnx',
      sha256: sha256(await readFile(file('external.onnx')), await readFile(file('weights.bin'))),
    });
  });

  it('says in the plan and in every record what reading a file found', async () => {
    const kinds = new Map(
      plan.weights
        .filter(isGiven)
        .map(({ network, source }) => [network.id, source.notes.map(({ kind }) => kind)]),
    );
    expect(kinds.get('plain.onnx')).toEqual([]);
    expect(kinds.get('any size.onnx')).toEqual(['ends-in-softmax']);
    expect(kinds.get('b/model.onnx')).toEqual(['nhwc-input']);
    const { cells } = await readResults(directory);
    for (const { cell, warnings } of cells.flatMap(({ rounds }) => rounds)) {
      const notes = warnings.flatMap((each) =>
        each.kind === 'imported-model-note' ? [each.note] : [],
      );
      expect(notes, cell.network.id).toEqual(kinds.get(cell.network.id));
    }
  });

  it('is reported, and its lines hold to the schema', async () => {
    const { reporters } = await loadPlugins({ specifiers: [], directory: root });
    await renderReports(directory, reporters);
    const page = await readFile(join(directory, 'index.html'), 'utf8');
    expect(page).toContain('It came with its weights; nothing was trained.');
    expect(page).toContain('ends in the Softmax');
    const lines = (await readFile(join(directory, 'results.jsonl'), 'utf8')).trim().split('\n');
    for (const line of lines) resultLineSchema.parse(JSON.parse(line));
  });

  it('is resumed from its record alone', async () => {
    const resumable = await prepareResume(directory, { probe });
    expect(resumable.plan.problems).toEqual([]);
    expect(resumable.plan.cells.map(({ cell }) => cell.id)).toEqual(
      plan.cells.map(({ cell }) => cell.id),
    );
    expect(resumable.plan.weights.map(({ cache }) => cache.state)).toEqual(
      models.map(() => 'done'),
    );
  });

  it('names the file when it has changed since', async () => {
    const changed = float('b2', [10], 9);
    const path = file('changing.onnx');
    await writeFile(path, classifier());
    const before = await planOf(['./changing.onnx']);
    await executeRun({ plan: before, runDirectory: file('changing') });
    await writeFile(
      path,
      classifier({
        initializers: [
          float('w1', [6, 3, 3, 3], 1),
          float('b1', [6], 2),
          float('w2', [10, 6], 3),
          changed,
        ],
      }),
    );
    const { plan: after } = await prepareResume(file('changing'), { probe });
    await expect(
      executeRun({ plan: after, runDirectory: file('changing'), resume: true }),
    ).rejects.toThrow('the weights that the network came with');
  });
});

it('trains the network of a file from the beginning when it is asked to', async () => {
  const plan = await planOf([{ id: './plain.onnx', options: { weights: 'new' } }]);
  expect(plan).toMatchObject({ problems: [], weights: [{ source: { kind: 'trained' } }] });
  await executeRun({ plan, runDirectory: file('trained') });
  const { trainings, cells } = await readResults(file('trained'));
  expect(trainings).toMatchObject([{ status: 'done', network: { id: 'plain.onnx' } }]);
  expect(cells).toMatchObject([{ rounds: [{ status: 'measured' }] }]);
  expect(cells[0]?.cell.pretrained).toBe(undefined);
});

it('measures a model of a fixed batch at that batch, and says so at another', async () => {
  const wrong = await planOf(['./two.onnx'], { batchSizes: [1, 2] });
  expect(wrong.problems).toMatchObject([{ problem: expect.stringContaining('batches of 2 only') }]);
  expect(wrong.problems[0]?.remedy).toContain('--batch');
  const plan = await planOf(['./two.onnx']);
  await executeRun({ plan, runDirectory: file('fixed') });
  const { cells } = await readResults(file('fixed'));
  expect(cells).toMatchObject([
    { rounds: [{ status: 'measured', correctness: { parity: { top1Agreement: 1 } } }] },
  ]);
  expect(JSON.stringify(cells[0]?.rounds[0]?.warnings)).toContain('batch-fixed');
});

it('records a cell as failed when the file goes away after planning', async () => {
  // Of weights that no other test has: what the caches hold of a file is measured without it.
  const initializers = [
    float('w1', [6, 3, 3, 3], 11),
    float('b1', [6], 12),
    float('w2', [10, 6], 13),
    float('b2', [10], 14),
  ];
  await writeFile(file('fleeting.onnx'), classifier({ initializers }));
  const plan = await planOf(['./fleeting.onnx'], { seed: 7 });
  await rm(file('fleeting.onnx'));
  const outcome = await executeRun({ plan, runDirectory: file('fleeting') });
  expect(outcome).toMatchObject({ state: 'complete', failed: 1 });
  const { cells } = await readResults(file('fleeting'));
  expect(cells[0]?.rounds).toMatchObject([{ status: 'failed' }]);
  expect(JSON.stringify(cells[0])).toMatch(/fleeting\.onnx.*cannot be read \(ENOENT\)/);
});

describe('a plan says what does not fit', () => {
  it('size', async () => {
    const { problems } = await planOf(['./plain.onnx'], { inputSizes: [32] });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.problem).toMatch(/3 × 16 × 16.*asked for 3 × 32 × 32/);
    expect(problems[0]?.remedy).toContain('Choose the input size 16:');
  });

  it('channels', async () => {
    const bytes = classifier({
      inputs: [{ name: 'image', type: 'float32', shape: ['batch', 1, 16, 16] }],
      initializers: [
        float('w1', [6, 1, 3, 3], 1),
        float('b1', [6], 2),
        float('w2', [10, 6], 3),
        float('b2', [10], 4),
      ],
    });
    await writeFile(file('grey.onnx'), bytes);
    const { problems } = await planOf(['./grey.onnx']);
    expect(problems[0]?.problem).toMatch(/1 × 16 × 16.*asked for 3 × 16 × 16/);
    expect(problems[0]?.remedy).toContain('images of 1 channel:');
  });

  it('classes', async () => {
    const bytes = classifier({
      initializers: [
        float('w1', [6, 3, 3, 3], 1),
        float('b1', [6], 2),
        float('w2', [7, 6], 3),
        float('b2', [7], 4),
      ],
      outputs: [{ name: 'scores', type: 'float32', shape: ['batch', 7] }],
    });
    await writeFile(file('seven.onnx'), bytes);
    const { problems } = await planOf(['./seven.onnx']);
    expect(problems[0]?.problem).toContain('tells 7 classes apart');
    expect(problems[0]?.problem).toContain('and 10 classes');
  });
});

describe('a file that cannot be used is refused with its name and what to do:', () => {
  const cases: [string, () => Uint8Array, RegExp, RegExp][] = [
    ['cut off', () => classifier().slice(0, 700), /cannot be read as an ONNX model/, /copied/],
    ['no ONNX', () => Buffer.from('<html>not found</html>'), /ONNX/, /\.onnx file/],
    [
      'an output that is a plane of features',
      () =>
        classifier({
          nodes: [node('Conv', ['image', 'w1', 'b1'], ['scores'])],
          outputs: [{ name: 'scores', type: 'float32', shape: ['batch', 6, 14, 14] }],
        }),
      /no classifier.*'scores' \[N, 6, 14, 14\]/,
      /logits/,
    ],
    [
      'an input that is no image',
      () =>
        classifier({
          nodes: [node('Gemm', ['image', 'w2', 'b2'], ['scores'], { transB: { int: 1 } })],
          inputs: [{ name: 'image', type: 'float32', shape: ['batch', 6] }],
        }),
      /no classifier.*'image' is \[N, 6\]/,
      /one image as input/,
    ],
    [
      'images that are not square',
      () =>
        classifier({
          inputs: [{ name: 'image', type: 'float32', shape: ['batch', 3, 16, 24] }],
        }),
      /16 × 24 px/,
      /one image as input/,
    ],
    [
      'weights that are not beside it',
      () => withExternalWeight(classifier(), 'w1', 'elsewhere.bin').model,
      /elsewhere\.bin' that the model names is not there/,
      /beside the model/,
    ],
  ];

  it.each(cases)('%s', async (name, bytes, problem, remedy) => {
    await writeFile(file(`${name}.onnx`), bytes());
    const error = await refusal(`./${name}.onnx`);
    expect(error.problem).toContain(`${name}.onnx`);
    expect(error.problem).toMatch(problem);
    expect(error.remedy).toMatch(remedy);
  });

  it('not there', async () => {
    const { problem } = await refusal('./missing.onnx');
    expect(problem).toContain('"missing.onnx" cannot be read (ENOENT)');
  });

  it('over 2 GB', async () => {
    // Sparse: takes no room on the disk.
    const handle = await open(file('huge.onnx'), 'w');
    await handle.truncate(2 ** 31 + 10);
    await handle.close();
    const { problem, remedy } = await refusal('./huge.onnx');
    expect(problem).toContain('2.15 GB');
    expect(remedy).toContain('external data');
  });

  it('by the command with exit code 2 and no stack trace', async () => {
    const { code, stderr } = await runCli(['plan', '--arch', './missing.onnx'], { cwd: root });
    expect(code).toBe(2);
    expect(stderr).toContain('missing.onnx');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

it('holds a path of the command line beside a config in another folder', async () => {
  await mkdir(file('configs'));
  const config = matrix(['nin']);
  await writeFile(file('configs/own.config.json'), JSON.stringify(config));
  const { code, stdout, stderr } = await runCli(
    ['plan', 'configs/own.config.json', '--arch', './plain.onnx', 'a/model.onnx', '--json'],
    { cwd: root },
  );
  expect(code, stderr).toBe(0);
  const plan = JSON.parse(stdout) as Plan;
  expect(plan.cells.map(({ cell }) => cell.network.id)).toEqual([
    '../plain.onnx',
    '../a/model.onnx',
  ]);
});
