/** Exported files: what another runtime computes with them is what the interpreter computes with the network. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  executeRun,
  exportNetwork,
  loadPlugins,
  makePlan,
  matrixSpecifiers,
  parseConfig,
  readResults,
} from '@convbench/core';
import type { ExportNetworkOptions, PluginSet } from '@convbench/core';
import { decodeOnnx } from '@convbench/formats';
import { graphSha256, interpret } from '@convbench/graph';
import { isUserError } from '@convbench/spec';
import type { UserError } from '@convbench/spec';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from './support/runCli.js';

const tinyNet = fileURLToPath(new URL('./fixtures/plugins/tinyNet.ts', import.meta.url));
let root: string;
let plugins: PluginSet;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench export '));
  vi.stubEnv('CONVBENCH_CACHE', join(root, 'cache'));
  plugins = await loadPlugins({ specifiers: [tinyNet], directory: root });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

let files = 0;
async function exported(id: string, options: Omit<ExportNetworkOptions, 'out'> = {}) {
  const out = join(root, `${files++}.onnx`);
  const result = await exportNetwork(plugins, id, { ...options, out });
  return { result, bytes: await readFile(out) };
}

async function refusal(id: string, options: Partial<ExportNetworkOptions>): Promise<UserError> {
  try {
    await exportNetwork(plugins, id, { out: join(root, 'refused.onnx'), ...options });
  } catch (error) {
    if (isUserError(error)) return error;
    throw error;
  }
  throw new Error(`${id} was exported.`);
}

const images = (count: number) =>
  Float32Array.from({ length: count }, (_, index) => Math.sin(1 + index * 0.73));

/** Logits of onnxruntime, which knows nothing of convbench. */
async function logitsOf(bytes: Uint8Array, input: Float32Array, shape: readonly number[]) {
  const session = await ort.InferenceSession.create(bytes);
  try {
    expect(session.inputNames).toHaveLength(1);
    expect(session.outputNames).toHaveLength(1);
    const [name = ''] = session.inputNames;
    const results = await session.run({ [name]: new ort.Tensor('float32', input, [...shape]) });
    return Object.values(results)[0] as ort.TypedTensor<'float32'>;
  } finally {
    await session.release();
  }
}

describe('a file with seeded weights', () => {
  it.each([
    ['nin', { inputSize: 32, channels: 1 }],
    ['vgg11-bn', { inputSize: 32, width: 0.125, classes: 7 }],
    ['googlenet-v2-d2l', { inputSize: 32 }],
    ['alexnet-caffe', { inputSize: 67 }],
    ['resnet18', { inputSize: 28, classes: 5 }],
    ['resnest14d', { inputSize: 32 }],
  ])('gives the logits of the interpreter in onnxruntime: %s', async (id, options) => {
    const { result, bytes } = await exported(id, { options, seed: 5 });
    const {
      channels = 0,
      inputSize = 0,
      classes,
    } = result.network.options as {
      channels?: number;
      inputSize?: number;
      classes?: number;
    };
    const { graph, weights, notes } = decodeOnnx(bytes);
    expect(notes).toEqual([]);
    const batch = 2;
    const input = images(batch * channels * inputSize ** 2);
    const expected = interpret(graph, weights, input, batch);
    const { dims, data } = await logitsOf(bytes, input, [batch, channels, inputSize, inputSize]);
    expect(dims).toEqual([batch, classes]);
    const scale = Math.max(...expected.map(Math.abs));
    const largest = Math.max(...expected.map((value, i) => Math.abs(value - (data[i] ?? NaN))));
    expect(largest / scale).toBeLessThan(1e-4);
  });

  it('is the same for the same seed, and another for another', async () => {
    const [first, same, other] = [
      await exported('tiny-plain'),
      await exported('tiny-plain', { seed: 1 }),
      await exported('tiny-plain', { seed: 2 }),
    ];
    expect(first.result).toMatchObject({
      weights: { source: 'seeded' },
      bytes: first.bytes.length,
    });
    expect(same.bytes.equals(first.bytes)).toBe(true);
    expect(same.result.sha256).toBe(first.result.sha256);
    expect(other.bytes.equals(first.bytes)).toBe(false);
  });

  it('takes any batch, or the one that was asked for', async () => {
    const options = { inputSize: 8, channels: 1 };
    const free = await exported('tiny-normed', { options });
    const fixed = await exported('tiny-normed', { options, batchSize: 3 });
    for (const batch of [1, 3])
      expect((await logitsOf(free.bytes, images(64 * batch), [batch, 1, 8, 8])).dims[0]).toBe(
        batch,
      );
    expect((await logitsOf(fixed.bytes, images(192), [3, 1, 8, 8])).dims).toEqual([3, 10]);
    await expect(logitsOf(fixed.bytes, images(64), [1, 1, 8, 8])).rejects.toThrow(/dimension/i);
  });

  it('has no auxiliary heads, which only training uses', async () => {
    const options = { inputSize: 224, auxiliaryHeads: true };
    const { bytes } = await exported('googlenet-v1', { options });
    const { graph } = decodeOnnx(bytes);
    expect(graph.outputs).toHaveLength(1);
    expect(graph.parameters.filter(({ name }) => name.startsWith('auxiliary'))).toEqual([]);
  });
});

function pythonHasOnnx(): boolean {
  try {
    execFileSync('python3', ['-c', 'import onnx'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!pythonHasOnnx())('onnx.checker (skipped where python3 cannot import onnx)', () => {
  it('finds nothing, with full checks', async () => {
    for (const id of ['nin', 'googlenet-v2-d2l', 'resnest14d']) {
      const { result } = await exported(id, { options: { inputSize: 32 } });
      execFileSync('python3', [
        '-c',
        'import onnx, sys; onnx.checker.check_model(sys.argv[1], full_check=True)',
        result.path,
      ]);
    }
  });
});

describe('a file with cached weights', () => {
  const matrix = (changes: Record<string, unknown> = {}) => ({
    architectures: ['tiny-plain', 'tiny-normed'],
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
  const keys: Record<string, string> = {};

  async function run(changes: Record<string, unknown>, name: string) {
    const config = parseConfig(matrix(changes), 'matrix');
    const set = await loadPlugins({
      specifiers: [tinyNet, ...matrixSpecifiers(config)],
      directory: root,
    });
    const probe = () => Promise.resolve({ available: true as const, engineVersion: '1' });
    const plan = await makePlan({ config, directory: root }, set, { probe });
    expect(plan.problems).toEqual([]);
    const runDirectory = join(root, name);
    expect(await executeRun({ plan, runDirectory })).toMatchObject({ failed: 0, missing: 0 });
    return readResults(runDirectory);
  }

  beforeAll(async () => {
    expect((await refusal('tiny-plain', { weights: 'cached' })).problem).toContain('is empty');
    for (const seed of [1, 2])
      for (const training of (await run({ seed }, `run${seed}`)).trainings)
        keys[`${training.network.id} ${seed}`] = training.key;
  });

  it('is found by options, data set and seed, or by the beginning of its key', async () => {
    const options = { inputSize: 16 };
    const byFlags = await exported('tiny', {
      weights: 'cached',
      options,
      dataset: 'shapes',
      seed: 2,
    });
    const key = keys['tiny-plain 2'] ?? '';
    const byKey = await exported('tiny-plain', { training: key.slice(0, 10) });
    expect(byFlags.result.weights).toMatchObject({ source: 'cached' });
    expect(byFlags.result.weights.detail).toContain(key);
    expect(byKey.bytes.equals(byFlags.bytes)).toBe(true);
    expect(byKey.result.network.options).toMatchObject({ inputSize: 16, classes: 10, channels: 3 });
    const first = await exported('tiny-plain', { weights: 'cached', seed: 1 });
    expect(first.bytes.equals(byKey.bytes)).toBe(false);
  });

  it('computes in another process what the run measured: it is an architecture of its own', async () => {
    const { result } = await exported('tiny-normed', { training: keys['tiny-normed 1'] ?? '' });
    const both = await run({ architectures: [result.path, 'tiny-normed'], seed: 1 }, 'both');
    const accuracies = both.cells.map(({ rounds: [record] }) => {
      expect(record).toMatchObject({
        status: 'measured',
        correctness: { parity: { top1Agreement: 1 } },
      });
      const accuracy = record?.status === 'measured' ? record.correctness?.accuracy : undefined;
      return accuracy && 'confusion' in accuracy ? accuracy.confusion : undefined;
    });
    expect(accuracies).toHaveLength(2);
    expect(accuracies[0]).toEqual(accuracies[1]);
    expect(both.trainings).toMatchObject([{ network: { id: 'tiny-normed' }, fromCache: true }]);
  });

  it('lists what there is when nothing fits, or too much', async () => {
    const several = await refusal('tiny-plain', { weights: 'cached' });
    expect(several.problem).toContain("2 trainings of 'tiny-plain'");
    expect(several.problem).toContain((keys['tiny-plain 1'] ?? '').slice(0, 12));
    expect(several.problem).toMatch(/3 × 16 × 16, 10 classes.* on shapes, seed 2, 64 images/);
    const none = await refusal('nin', { weights: 'cached' });
    expect(none.problem).toContain("no training of 'nin'");
    expect(none.problem).toContain('tiny-normed');
    const other = await refusal('tiny-plain', { weights: 'cached', options: { inputSize: 24 } });
    expect(other.problem).toContain("no training of 'tiny-plain' like that");
    expect(other.problem).not.toContain('tiny-normed');
    expect((await refusal('tiny-plain', { training: 'ffffffff' })).problem).toContain('like that');
  });
});

describe('the command', () => {
  it('says what it wrote, and overwrites nothing', async () => {
    const out = join(root, 'vgg.onnx');
    const words = ['export', 'vgg11:width=0.0625', '--input-size', '32', '--channels', '1'];
    const first = await runCli([...words, '--batch', '4', '--out', out, '--json']);
    expect(first.code, first.stderr).toBe(0);
    const facts = JSON.parse(first.stdout) as { bytes: number; network: unknown };
    const bytes = await readFile(out);
    expect(facts).toMatchObject({ bytes: bytes.length, network: { options: { width: 0.0625 } } });
    expect(decodeOnnx(bytes).graph.input.shape).toEqual(['N', 1, 32, 32]);
    const again = await runCli([...words, '--out', out]);
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toContain('already');
  });

  it.each([
    [['export', 'vgg11'], '--out'],
    [['export', 'vgg11', '--out', 'x.onnx', '--weights', 'random'], 'seeded, cached, pretrained'],
    [['export', 'vgg11', '--out', 'x.onnx', '--batch', '0'], 'at least 1'],
    [['export', 'vgg11', '--out', 'x.onnx', '--weights', 'pretrained'], 'without weights'],
    [['export', 'vgg111', '--out', 'x.onnx'], "Did you mean 'vgg11'"],
  ])('%j is refused with what to do', async (words, text) => {
    const { code, stderr } = await runCli(words, { cwd: root });
    expect(code).toBe(2);
    expect(stderr).toContain(text);
  });

  it('writes nothing where the folder cannot be made', async () => {
    await writeFile(join(root, 'file'), '');
    const { problem } = await refusal('tiny-plain', { out: join(root, 'file', 'net.onnx') });
    expect(problem).toContain('in the way');
  });
});

it('keeps the graph: exporting twice over a file changes nothing', async () => {
  const { bytes, result } = await exported('tiny-normed', { options: { inputSize: 12 } });
  const set = await loadPlugins({ specifiers: [result.path], directory: root });
  const out = join(root, 'again.onnx');
  const again = await exportNetwork(set, result.path, { out });
  expect(again.weights.source).toBe('pretrained');
  const graphs = [bytes, await readFile(out)].map((file) => decodeOnnx(file).graph);
  expect(graphs.map(graphSha256)[0]).toBe(graphs.map(graphSha256)[1]);
});
