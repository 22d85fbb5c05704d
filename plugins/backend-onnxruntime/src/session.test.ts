import { encodeOnnxModel } from '@convbench/formats';
import { graphBuilder, initializeWeights, interpret } from '@convbench/graph';
import type { Session } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxruntime } from './plugin.js';
import { open, openOnnx } from './session.js';

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
    session = await open(graph, weights, { device: 'cpu', batchSize, threads: 2 });
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

  it('says what it loaded and how it runs', () => {
    expect(session.asRun).toEqual({
      executionProvider: 'CPUExecutionProvider',
      threads: 2,
      graphOptimizationLevel: 'all',
      batchSize,
    });
    const weightBytes = [...weights.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(session.modelBytes).toBeGreaterThan(weightBytes);
    expect(session.modelBytes).toBeLessThan(weightBytes + 4000);
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
    const other = await open(graph, weights, { device: 'cpu', batchSize, threads: 1 });
    await other.dispose();
    await other.dispose();
    await expect(other.run(images)).rejects.toThrow('was disposed');
  });

  it('knows its devices only', async () => {
    await expect(open(graph, weights, { device: 'tpu', batchSize, threads: 1 })).rejects.toThrow(
      /Choose one of: cpu, webgpu, cuda(, \w+)*\./,
    );
  });
});

describe('openOnnx', () => {
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
  const options = { device: 'cpu', batchSize: 2, threads: 1 };

  it('runs operators that the vocabulary does not have', async () => {
    const opened = await openOnnx(file('HardSwish'), options);
    const x = [-4, -1, 0, 1, 2, 4];
    const y = await opened.run(Float32Array.from(x));
    const expected = x.map((value) => value * Math.min(Math.max(value / 6 + 0.5, 0), 1));
    for (const [i, value] of y.entries()) expect(value).toBeCloseTo(expected[i] ?? NaN, 6);
    expect(opened.modelBytes).toBe(file('HardSwish').bytes.length);
    await opened.dispose();
  });

  it('has the operators of all domains that the plugin lists, and names one that it has not', async () => {
    const opened = await openOnnx(file('QuickGelu', 'com.microsoft'), options);
    await opened.dispose();
    expect(onnxruntime.onnxDomains).toContain('com.microsoft');
    await expect(openOnnx(file('Mystery'), options)).rejects.toThrow(/cannot run.*Mystery/s);
    await expect(openOnnx(file('Mystery', 'com.example'), options)).rejects.toThrow(/com\.example/);
  });
});
