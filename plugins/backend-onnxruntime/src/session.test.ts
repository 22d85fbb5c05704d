import { encodeOnnxModel } from '@convbench/formats';
import { graphBuilder, initializeWeights, interpret } from '@convbench/graph';
import type { OnnxFile, Session } from '@convbench/spec';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNetwork } from '@convbench/core/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { start } from './engine.js';
import { materialize } from './materialize.js';
import { onnxruntime } from './plugin.js';

const b = graphBuilder({ name: 'small', channels: 2, height: 6, width: 6 });
const features = b.relu('relu', b.conv('conv', b.input, { channels: 4, kernel: 3, bias: false }));
const normed = b.batchNorm('norm', b.dropout('dropout', features, 0.5));
const pooled = b.maxPool('pool', normed, { kernel: 3, stride: 2, pad: 1 });
const graph = b.build(b.linear('logits', b.flatten('flat', pooled), { features: 3 }));
const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });
const batchSize = 2;
const images = Float32Array.from({ length: batchSize * 72 }, (_, i) => Math.sin(i));

describe('open', () => {
  let session: Session;
  beforeAll(async () => {
    session = await openNetwork(onnxruntime, graph, weights, {
      device: 'cpu',
      batchSize,
      threads: 2,
    });
  });
  afterAll(() => session.dispose());

  it('computes the logits of the interpreter', async () => {
    const logits = await session.run(images);
    const expected = interpret(graph, weights, images, batchSize);
    expect(logits).toBeInstanceOf(Float32Array);
    expect(logits).toHaveLength(expected.length);
    for (const [i, logit] of logits.entries()) expect(logit).toBeCloseTo(expected[i] ?? NaN, 5);
  });

  it('gives results to keep', async () => {
    const first = await session.run(images);
    const copy = first.slice();
    const second = await session.run(images.map((value) => 2 * value));
    expect(first).toEqual(copy);
    expect(second).not.toEqual(first);
  });

  it('says how it runs', () => {
    expect(session.asRun).toEqual({
      executionProvider: 'CPUExecutionProvider',
      threads: 2,
      graphOptimizationLevel: 'all',
      batchSize,
    });
  });

  it('refuses batches of another size', async () => {
    await expect(session.run(images.subarray(1))).rejects.toThrow(
      'A batch has 143 values; [2, 2, 6, 6] needs 144.',
    );
  });

  it('refuses a run during another', async () => {
    const first = session.run(images);
    await expect(session.run(images)).rejects.toThrow('This session is running');
    await first;
  });

  it('refuses runs after disposal', async () => {
    const other = await openNetwork(onnxruntime, graph, weights, {
      device: 'cpu',
      batchSize,
      threads: 1,
    });
    await other.dispose();
    await other.dispose();
    await expect(other.run(images)).rejects.toThrow('was disposed');
  });

  it('knows its devices only', async () => {
    await expect(
      openNetwork(onnxruntime, graph, weights, { device: 'tpu', batchSize, threads: 1 }),
    ).rejects.toThrow(/Choose one of: cpu, webgpu, cuda(, \w+)*\./);
  });
});

describe('a file as it stands', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'convbench-onnx-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function openFile(file: OnnxFile): Promise<Session> {
    const written = await materialize({ kind: 'onnx', file }, { batchSize: 2 }, folder);
    const engine = await start('cpu', { threads: 1 });
    return engine.open({ ...written, bytes: file.bytes.length }, { batchSize: 2 });
  }

  const file = (op: string, domain = '') => ({
    bytes: encodeOnnxModel({
      name: 'foreign',
      opsets: domain === '' ? {} : { [domain]: 1 },
      nodes: [{ opType: op, domain, inputs: ['x'], outputs: ['y'] }],
      inputs: [{ name: 'x', type: 'float32', shape: [2, 3] }],
      outputs: [{ name: 'y', type: 'float32', shape: [2, 3] }],
      initializers: [],
    }),
    input: { name: 'x', shape: [2, 3] },
    output: 'y',
  });
  it('runs operators that the vocabulary does not have', async () => {
    const opened = await openFile(file('HardSwish'));
    const x = [-4, -1, 0, 1, 2, 4];
    const y = await opened.run(Float32Array.from(x));
    const expected = x.map((value) => value * Math.min(Math.max(value / 6 + 0.5, 0), 1));
    for (const [i, value] of y.entries()) expect(value).toBeCloseTo(expected[i] ?? NaN, 6);
    await opened.dispose();
  });

  it('has the operators of all domains that the plugin lists, and names one that it has not', async () => {
    const opened = await openFile(file('QuickGelu', 'com.microsoft'));
    await opened.dispose();
    expect(onnxruntime.onnxFiles?.domains).toContain('com.microsoft');
    await expect(openFile(file('Mystery'))).rejects.toThrow(/cannot run.*Mystery/s);
    await expect(openFile(file('Mystery', 'com.example'))).rejects.toThrow(/com\.example/);
  });
});
