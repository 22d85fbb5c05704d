import { openTrainer } from '@convbench/backend-onnxruntime/internals';
import { graphBuilder, type GraphBuilder, type Value } from '@convbench/graph';
import type { Graph, Optimizer, Weights } from '@convbench/spec';
import { differentiate } from '@convbench/train';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill } from './support/filler.js';
import { expectParity, feedsOf, MOMENTUM, startOf } from './support/loweringParity.js';
import { trainingNets, type TrainingNetName } from './support/trainingNets.js';

const CPU = { device: 'cpu', threads: 2 };

/** Layers, then a linear classifier of three classes. */
function network(
  channels: number,
  size: number,
  layers: (b: GraphBuilder, x: Value) => Value,
): Graph {
  const b = graphBuilder({ name: 'small', channels, height: size, width: size });
  const features = b.flatten('flatten', layers(b, b.input));
  return b.build(b.linear('logits', features, { features: 3 }));
}

describe('a lowered training step equals the interpreter', () => {
  const nets = Object.keys(trainingNets) as TrainingNetName[];
  it.each(nets)('on %s', (name) => expectParity(trainingNets[name](), { batchSize: 4 }));

  const forms = {
    'weight gradients by columns': { columnsBelowChannels: Infinity },
    'weight gradients by convolutions': { columnsBelowChannels: 0 },
    'transposed inputs': { columnsBelowChannels: 0, transposeInputAboveRatio: 0 },
    'transposed weights': { columnsBelowChannels: 0, transposeInputAboveRatio: Infinity },
    'dense convolutions': { columnsBelowChannels: 0, denseBelowRatio: Infinity },
    'linear layers in pieces': { cutLinearAboveElements: 8 },
    'no dense convolutions': { columnsBelowChannels: 0, denseBelowRatio: 0 },
  };
  it.each(Object.entries(forms))('with %s', async (_, lowering) => {
    for (const name of nets) await expectParity(trainingNets[name](), { batchSize: 3, lowering });
  });

  const optimizers: Optimizer[] = [
    { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 },
    MOMENTUM,
    { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0.01 },
    { kind: 'sgd', momentum: 0.8, nesterov: true, weightDecay: 0 },
    { kind: 'sgd', momentum: 0.8, nesterov: true, weightDecay: 0.01 },
    { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
    { kind: 'adam', beta1: 0.8, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.01 },
  ];
  it.each(optimizers.map((optimizer) => [JSON.stringify(optimizer), optimizer] as const))(
    'under %s',
    (_, optimizer) =>
      expectParity(trainingNets.c_inception(), { batchSize: 4, optimizer, steps: 3 }),
  );

  it('with dropout and smoothed labels', async () => {
    const graph = network(2, 6, (b, x) => {
      const y = b.dropout(
        'drop1',
        b.relu('relu', b.conv('conv', x, { channels: 4, kernel: 3 })),
        0.3,
      );
      const hidden = b.linear('hidden', b.flatten('flat', y), { features: 5 });
      return b.dropout('drop2', b.relu('relu2', hidden), 0.5);
    });
    await expectParity(graph, { batchSize: 4, labelSmoothing: 0.1 });
  });

  it('with side heads', async () => {
    const b = graphBuilder({ name: 'heads', channels: 2, height: 5, width: 5 });
    const x = b.relu('relu', b.conv('conv', b.input, { channels: 4, kernel: 3 }));
    const head = (name: string): Value =>
      b.linear(name, b.flatten(`${name}Flat`, x), { features: 3 });
    await expectParity(b.build([head('main'), head('side')]), { batchSize: 4 });
  });

  it('with a weight of several convolutions and a bias of none', async () => {
    const graph = network(8, 5, (b, x) => {
      const y = b.conv('first', x, { channels: 8, kernel: 3, pad: 1, bias: false });
      return b.relu(
        'relu',
        b.conv('second', b.relu('relu1', y), { channels: 8, kernel: 3, pad: 1 }),
      );
    });
    const shared: Graph = {
      ...graph,
      nodes: graph.nodes.map((node) =>
        node.op === 'Conv' && node.name === 'second'
          ? { ...node, inputs: [node.inputs[0], 'first.weight'] }
          : node,
      ),
      parameters: graph.parameters.filter(({ name }) => !name.startsWith('second')),
    };
    await expectParity(shared, { batchSize: 2 });
  });

  it('with products of maps and vectors, sums, means, reshapes and transpositions', async () => {
    const graph = network(4, 4, (b, x) => {
      const y = b.relu('relu', b.conv('conv', x, { channels: 6, kernel: 1 }));
      const scale = b.constant('scale', [6, 4, 4], fill('scale', [6, 4, 4], 'input'));
      const gate = b.conv('gate', b.globalAveragePool('mean', y), { channels: 6, kernel: 1 });
      const gated = b.mul('gated', b.mul('scaled', y, scale), gate);
      const turned = b.transpose('turned', gated, [0, 2, 3, 1]);
      const rows = b.reshape('rows', turned, [0, 8, 12]);
      const sums = b.reduceSum('sums', rows, [1]);
      const means = b.reduceMean('means', gated, [2, 3]);
      return b.concat('joined', [sums, means]);
    });
    await expectParity(graph, { batchSize: 3 });
  });
});

describe('random windows', () => {
  const size = fc.integer({ min: 5, max: 8 });
  const pair = (max: number): fc.Arbitrary<[number, number]> =>
    fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
  const pads = (max: number): fc.Arbitrary<[number, number, number, number]> => {
    const pad = fc.integer({ min: 0, max });
    return fc.tuple(pad, pad, pad, pad);
  };
  const lowering = fc.record({
    columnsBelowChannels: fc.constantFrom(0, 8),
    transposeInputAboveRatio: fc.constantFrom(0, 1, Infinity),
    denseBelowRatio: fc.constantFrom(0, Infinity),
  });

  it('of convolutions', async () => {
    const convolution = fc.record({
      size,
      inputs: fc.integer({ min: 1, max: 3 }),
      middle: fc.integer({ min: 1, max: 9 }),
      channels: fc.integer({ min: 1, max: 4 }),
      kernel: pair(3),
      stride: pair(3),
      dilation: pair(2),
      pad: pads(2),
      bias: fc.boolean(),
      batchSize: fc.integer({ min: 1, max: 4 }),
      lowering,
    });
    await fc.assert(
      fc.asyncProperty(convolution, async ({ batchSize, lowering: forms, ...options }) => {
        const graph = network(options.inputs, options.size, (b, x) => {
          const y = b.relu('relu', b.conv('first', x, { channels: options.middle, kernel: 1 }));
          return b.conv('conv', y, options);
        });
        await expectParity(graph, { batchSize, lowering: forms, steps: 1 });
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('of max pools', async () => {
    const pool = fc
      .record({
        size,
        kernel: pair(3),
        stride: pair(3),
        channels: fc.integer({ min: 1, max: 3 }),
        ceilMode: fc.boolean(),
        relu: fc.boolean(),
        batchSize: fc.integer({ min: 1, max: 4 }),
      })
      .chain((options) => {
        const [height, width] = options.kernel;
        const side = (kernel: number) => fc.integer({ min: 0, max: Math.floor(kernel / 2) });
        const sides = fc.tuple(side(height), side(width), side(height), side(width));
        return sides.map((pad) => ({ ...options, pad }));
      });
    await fc.assert(
      fc.asyncProperty(pool, async ({ batchSize, ...options }) => {
        const graph = network(2, options.size, (b, x) => {
          const y = b.conv('conv', x, { channels: options.channels, kernel: 1 });
          return b.maxPool('pool', options.relu ? b.relu('relu', y) : y, options);
        });
        await expectParity(graph, { batchSize, steps: 1 });
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe('the gradient of a max pool goes to the first maximum (case T03)', () => {
  /** How many windows send their gradient to each pixel. The image is a weight, so that a step shows its gradient. */
  async function windowsWonBy(
    image: readonly number[],
    window: { readonly kernel: number; readonly stride: number },
  ): Promise<number[]> {
    const b = graphBuilder({ name: 'ties', channels: 1, height: 1, width: 1 });
    const features = image.length;
    const side = Math.sqrt(features);
    const pixels = b.linear('image', b.flatten('flat', b.input), { features, bias: false });
    const map = b.reshape('map', pixels, [0, 1, side, side]);
    const pooled = b.flatten('pooled', b.maxPool('pool', map, window));
    const graph = b.build(b.linear('logits', pooled, { features: 2, bias: false }));
    const optimizer: Optimizer = { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 };
    const training = differentiate(graph, { batchSize: 1, optimizer });
    const state = startOf(training);
    const windows = pooled.shape[1] ?? 0;
    state.set('image.weight', Float32Array.from(image));
    // Every window counts alike: for the first class and against the second.
    state.set('logits.weight', new Float32Array(2 * windows).fill(1, 0, windows).fill(-1, windows));
    const trainer = await openTrainer(training, state, CPU);
    const images = Float32Array.of(1);
    const labels = Int32Array.of(1);
    await trainer.step({ images, labels, learningRate: 1, step: 1, dropoutMasks: new Map() });
    const after = (await trainer.state()).get('image.weight') ?? [];
    await trainer.dispose();
    const moves = Array.from(after, (value, i) => value - (image[i] ?? 0));
    const total = moves.reduce((sum, move) => sum + move, 0);
    return moves.map((move) => Number(((move / total) * windows).toFixed(3)));
  }

  it('with an equal pair', async () => {
    expect(await windowsWonBy([1, 2, 2, 2], { kernel: 2, stride: 2 })).toEqual([0, 1, 0, 0]);
  });
  it('in a black window', async () => {
    expect(await windowsWonBy([0, 0, 0, 0], { kernel: 2, stride: 2 })).toEqual([1, 0, 0, 0]);
  });
  it('in overlapping windows', async () => {
    expect(await windowsWonBy(Array<number>(9).fill(1), { kernel: 2, stride: 1 })).toEqual([
      1, 1, 0, 1, 1, 0, 0, 0, 0,
    ]);
  });
});

describe('a trainer', () => {
  const graph = trainingNets.c_inception_bn();
  const training = differentiate(graph, { batchSize: 4, optimizer: MOMENTUM });

  async function trained(threads: number, steps = 3): Promise<Weights> {
    const trainer = await openTrainer(training, startOf(training), { device: 'cpu', threads });
    for (let step = 1; step <= steps; step++) await trainer.step(feedsOf(training, step));
    const state = await trainer.state();
    await trainer.dispose();
    return state;
  }

  it('gives the same weights bit for bit, whatever the threads', async () => {
    const [once, again, alone] = [await trained(2), await trained(2), await trained(1)];
    expect(again).toEqual(once);
    expect(alone).toEqual(once);
    expect(once).not.toEqual(await trained(2, 2));
  });

  it('goes on from a state as if it had not stopped', async () => {
    const first = await openTrainer(training, startOf(training), CPU);
    await first.step(feedsOf(training, 1));
    const second = await openTrainer(training, await first.state(), CPU);
    await first.step(feedsOf(training, 2));
    await second.step(feedsOf(training, 2));
    expect(await second.state()).toEqual(await first.state());
    await Promise.all([first.dispose(), second.dispose()]);
  });

  it('keeps its state apart from what it gave and got', async () => {
    const start = startOf(training);
    const copy = new Map([...start].map(([name, values]) => [name, values.slice()]));
    const trainer = await openTrainer(training, start, CPU);
    const before = await trainer.state();
    await trainer.step(feedsOf(training, 1));
    await trainer.step(feedsOf(training, 2));
    expect(start).toEqual(copy);
    expect(before).toEqual(copy);
    await trainer.dispose();
  });

  it('updates running statistics with the unbiased variance (case T01)', async () => {
    const b = graphBuilder({ name: 'norm', channels: 1, height: 1, width: 1 });
    const normed = b.flatten('flat', b.batchNorm('norm', b.input));
    const small = differentiate(b.build(b.linear('logits', normed, { features: 2 })), {
      batchSize: 4,
      optimizer: MOMENTUM,
    });
    const state = startOf(small);
    state
      .set('norm.runningMean', Float32Array.of(0))
      .set('norm.runningVariance', Float32Array.of(1));
    const trainer = await openTrainer(small, state, CPU);
    await trainer.step({ ...feedsOf(small, 1), images: Float32Array.of(1, 2, 3, 4) });
    const after = await trainer.state();
    expect(after.get('norm.runningMean')?.[0]).toBeCloseTo(0.25, 6);
    expect(after.get('norm.runningVariance')?.[0]).toBeCloseTo(1.066667, 6);
    await trainer.dispose();
  });

  it('refuses feeds that do not fit, and goes on', async () => {
    const trainer = await openTrainer(training, startOf(training), CPU);
    const feeds = feedsOf(training, 1);
    for (const label of [-1, 10])
      await expect(trainer.step({ ...feeds, labels: feeds.labels.with(2, label) })).rejects.toThrow(
        /label is -?\d+, but the network has 10 classes.*Give the architecture/,
      );
    await expect(trainer.step({ ...feeds, labels: new Int32Array(3) })).rejects.toThrow(RangeError);
    await expect(trainer.step({ ...feeds, images: new Float32Array(3) })).rejects.toThrow(
      "'images' has 3 values; [4, 1, 16, 16] needs 1024.",
    );
    await trainer.step(feeds);
    expect(await trainer.state()).toEqual(await trained(2, 1));
    await trainer.dispose();
  });

  it('refuses a second step before the first has ended', async () => {
    const trainer = await openTrainer(training, startOf(training), CPU);
    const first = trainer.step(feedsOf(training, 1));
    await expect(trainer.step(feedsOf(training, 2))).rejects.toThrow('This trainer is running');
    await first;
    await trainer.dispose();
    await trainer.dispose();
    await expect(trainer.state()).rejects.toThrow('was disposed');
  });
});
