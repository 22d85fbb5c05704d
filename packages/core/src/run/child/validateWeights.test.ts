import { shapes } from '@convbench/data';
import { graphBuilder, initializeWeights, interpret } from '@convbench/graph';
import { API_VERSION } from '@convbench/spec';
import type { BackendPlugin } from '@convbench/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { deviceOf, enginesOf } from '../../../../../test/support/backendOf.js';
import { validateWeights } from './validateWeights.js';
import type { ValidateOptions } from './validateWeights.js';

const b = graphBuilder({ name: 'linear', channels: 1, height: 16, width: 16 });
const graph = b.build(b.linear('fc', b.flatten('flat', b.input), { features: 10 }));
const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });

let disposed = 0;
/** Runs the interpreter; `change` is what it does to the logits of a batch. */
const backendWith = (change: (logits: Float32Array) => void = () => {}): BackendPlugin => ({
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'interpreter',
  title: 'Interpreter',
  devices: [deviceOf('cpu')],
  probe: () => Promise.resolve({ available: true, engineVersion: '1' }),
  ...enginesOf((given, values, { batchSize }) => ({
    asRun: {},
    run: (images) => {
      const logits = Float32Array.from(interpret(given, values, images, batchSize));
      change(logits);
      return Promise.resolve(logits);
    },
    dispose: () => Promise.resolve(void disposed++),
  })),
});

/** A backend with its engine. */
const startedWith = async (change?: (logits: Float32Array) => void) => {
  const backend = backendWith(change);
  return { backend, engine: await backend.start('cpu', { threads: 1 }) };
};

let options: ValidateOptions;
beforeAll(async () => {
  const given = shapes.options.parse({ trainImages: 10, testImages: 23 });
  const form = { inputSize: 16, channels: 1 };
  options = {
    ...(await startedWith()),
    graph,
    split: await shapes.open('test', given, form),
    normalization: (await shapes.info(given, form)).normalization,
    options: { device: 'cpu', batchSize: 4, precision: 'float32' },
    signal: new AbortController().signal,
  };
});

describe('validateWeights', () => {
  it('counts every image once, whatever the batch size', async () => {
    const results = [];
    for (const batchSize of [1, 4, 23])
      results.push(
        await validateWeights(weights, { ...options, options: { ...options.options, batchSize } }),
      );
    const [first] = results;
    expect(first?.images).toBe(23);
    expect(first?.loss).toBeGreaterThan(1);
    for (const result of results) {
      expect(result?.top1).toBe(first?.top1);
      expect(result?.loss).toBeCloseTo(first?.loss as number, 5);
    }
  });

  it('takes the first of equal logits for the largest, and none beside a NaN', async () => {
    const equal = await validateWeights(weights, {
      ...options,
      ...(await startedWith((logits) => logits.fill(0))),
    });
    const zeros = options.split.labels.filter((label) => label === 0).length;
    expect(equal?.top1).toBeCloseTo(zeros / 23, 12);
    expect(equal?.loss).toBeCloseTo(Math.log(10), 6);
    const broken = await startedWith((logits) => logits.fill(NaN));
    expect((await validateWeights(weights, { ...options, ...broken }))?.top1).toBe(0);
  });

  it('ends between two batches when it is asked to, and closes its session', async () => {
    const stop = new AbortController();
    let batches = 0;
    const stopping = await startedWith(() => {
      batches += 1;
      if (batches === 2) stop.abort();
    });
    disposed = 0;
    expect(
      await validateWeights(weights, { ...options, ...stopping, signal: stop.signal }),
    ).toBeUndefined();
    expect([batches, disposed]).toEqual([2, 1]);
  });
});
