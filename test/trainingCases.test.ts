/** Cases from the field about training, through the interpreter and through onnxruntime. */
import { readFile } from 'node:fs/promises';
import { openTrainer } from '@convbench/backend-onnxruntime/internals';
import { graphBuilder, type GraphBuilder, type Value } from '@convbench/graph';
import { isUserError } from '@convbench/spec';
import type { Graph, Optimizer, Trainer, TrainingGraph, Weights } from '@convbench/spec';
import { differentiate, initialState, openInterpreterTrainer } from '@convbench/train';
import { describe, expect, it } from 'vitest';

async function expectedOf<Content>(id: string): Promise<Content> {
  const file = new URL(`./fixtures/cases/${id}/expected.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as Content;
}

const PLAIN: Optimizer = { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 };

type Open = (training: TrainingGraph, state: Weights) => Trainer | Promise<Trainer>;
const trainers: [string, Open][] = [
  ['the interpreter', openInterpreterTrainer],
  ['onnxruntime', (training, state) => openTrainer(training, state, { device: 'cpu', threads: 1 })],
];

async function stateAfter(
  training: TrainingGraph,
  weights: Weights,
  open: Open,
  images: readonly number[],
  learningRate: number,
): Promise<Weights> {
  const trainer = await open(training, initialState(training, weights));
  await trainer.step({
    images: Float32Array.from(images),
    labels: new Int32Array(training.batchSize),
    learningRate,
    step: 1,
    dropoutMasks: new Map(),
  });
  const state = await trainer.state();
  await trainer.dispose();
  return state;
}

describe('T01: the statistics of batch normalisation are those of PyTorch', () => {
  const b = graphBuilder({ name: 'T01', channels: 1, height: 1, width: 1 });
  const y = b.batchNorm('bn', b.input, { epsilon: 1e-5, momentum: 0.9 });
  const graph = b.build(b.linear('fc', b.flatten('flat', y), { features: 2 }));
  const weights = new Map([
    ['bn.gamma', Float32Array.of(1)],
    ['bn.beta', Float32Array.of(0)],
    ['bn.runningMean', Float32Array.of(0)],
    ['bn.runningVariance', Float32Array.of(1)],
    ['fc.weight', Float32Array.of(1, -1)],
    ['fc.bias', Float32Array.of(0, 0)],
  ]);

  it.each(trainers)('on %s: the variance is stored without bias', async (_, open) => {
    const expected =
      await expectedOf<Record<'running_mean' | 'running_var_pytorch', number>>('T01');
    const training = differentiate(graph, { batchSize: 4, optimizer: PLAIN });
    const state = await stateAfter(training, weights, open, [1, 2, 3, 4], 0);
    expect(state.get('bn.runningMean')?.[0]).toBeCloseTo(expected.running_mean, 6);
    expect(state.get('bn.runningVariance')?.[0]).toBeCloseTo(expected.running_var_pytorch, 6);
  });

  it('refuses a batch of one value per channel, which has no variance', () => {
    let mistake: unknown;
    try {
      differentiate(graph, { batchSize: 1, optimizer: PLAIN });
    } catch (error) {
      mistake = error;
    }
    expect(isUserError(mistake)).toBe(true);
    expect(String(mistake)).toContain('batch size of at least 2');
  });
});

/** One parameter under the pool, the image's own pixels: its gradient is that of the pool's input. */
function pooled(
  [height, width]: readonly [number, number],
  pool: (b: GraphBuilder, x: Value) => Value,
): { graph: Graph; outputs: number } {
  const b = graphBuilder({ name: 'T03', channels: 1, height, width });
  const y = pool(b, b.input);
  const outputs = (y.shape[2] ?? 1) * (y.shape[3] ?? 1);
  const head = b.build(b.linear('fc', b.flatten('flat', y), { features: 2 }));
  const shifted: Graph = {
    ...head,
    nodes: [
      {
        op: 'Add',
        name: 'shift',
        inputs: ['shiftBy', 'photo'],
        outputs: [head.input.name],
        attributes: {},
      },
      ...head.nodes,
    ],
    input: { ...head.input, name: 'photo' },
    parameters: [
      { name: 'shiftBy', shape: [1, 1, height, width], role: 'bias' },
      ...head.parameters,
    ],
  };
  return { graph: shifted, outputs };
}

describe('T03: the first maximum of a window gets its gradient', () => {
  const cases: [string, string, [number, number], number[], number][] = [
    ['equal maxima', 'ties', [2, 2], [1, 2, 2, 2], 2],
    ['zeros', 'zeros', [2, 2], [0, 0, 0, 0], 2],
    [
      'windows of ones that overlap',
      'overlapping_2x2_stride1_on_ones',
      [3, 3],
      Array<number>(9).fill(1),
      1,
    ],
  ];
  for (const [title, key, size, pixels, stride] of cases)
    it.each(trainers)(`${title}, on %s`, async (_, open) => {
      const expected =
        (await expectedOf<Record<string, number[] | number[][]>>('T03'))[key]?.flat() ?? [];
      const { graph, outputs } = pooled(size, (b, x) =>
        b.maxPool('pool', x, { kernel: 2, stride }),
      );
      const training = differentiate(graph, { batchSize: 1, optimizer: PLAIN });
      const weights = new Map([
        ['shiftBy', new Float32Array(pixels.length)],
        // Half of the images' loss flows back: p - 1 = -0.5 at the label, 0.5 beside it.
        [
          'fc.weight',
          Float32Array.from({ length: 2 * outputs }, (_w, i) => (i < outputs ? -1 : 1)),
        ],
        ['fc.bias', Float32Array.of(2 * sumOfMaxima(pixels, size, stride), 0)],
      ]);
      const state = await stateAfter(training, weights, open, pixels, 1);
      const change = Array.from(state.get('shiftBy') ?? [], (value) => -value || 0);
      expect(change.length).toBe(expected.length);
      // The gradient at each output is 1: -0.5 * -1 + 0.5 * 1.
      for (const [i, value] of change.entries())
        expect(value).toBeCloseTo(expected[i] as number, 5);
    });

  function sumOfMaxima(
    pixels: readonly number[],
    [height, width]: readonly [number, number],
    stride: number,
  ): number {
    let sum = 0;
    for (let y = 0; y + 2 <= height; y += stride)
      for (let x = 0; x + 2 <= width; x += stride)
        sum += Math.max(
          ...[0, 1, width, width + 1].map((offset) => pixels[y * width + x + offset] as number),
        );
    return sum;
  }
});

describe('T04: the two forms of RMSProp with epsilon 1', () => {
  const b = graphBuilder({ name: 'T04', channels: 1, height: 1, width: 1 });
  const graph = b.build(b.linear('fc', b.flatten('flat', b.input), { features: 2, bias: false }));
  const rmsprop = { kind: 'rmsprop', decay: 0.9, momentum: 0, epsilon: 1, weightDecay: 0 } as const;
  const forms: [string, Optimizer][] = [
    ['step_pytorch', { ...rmsprop, form: 'pytorch' }],
    ['step_tensorflow_v0_0', { ...rmsprop, form: 'tensorflow', initialMeanSquare: 0 }],
    ['step_tensorflow_v0_1', { ...rmsprop, form: 'tensorflow' }],
  ];
  for (const [key, optimizer] of forms)
    it.each(trainers)(`${key}, on %s`, async (_, open) => {
      const expected = (await expectedOf<Record<string, number>>('T04'))[key] as number;
      const training = differentiate(graph, { batchSize: 1, optimizer });
      // Equal logits: the gradient at the label is -0.5 times the pixel.
      const weights = new Map([['fc.weight', Float32Array.of(0, 0)]]);
      const state = await stateAfter(training, weights, open, [0.2], 0.045);
      expect((state.get('fc.weight')?.[0] as number) / expected).toBeCloseTo(1, 5);
      expect((state.get('fc.weight')?.[1] as number) / expected).toBeCloseTo(-1, 5);
    });
});
