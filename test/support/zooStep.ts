/** One training step of a network of the zoo at which float32 tells a right gradient from a wrong one. */
import type { Graph, TrainingFeeds, TrainingGraph, Weights } from '@convbench/spec';
import { differentiate, dropoutMasks, initialState } from '@convbench/train';
import { expect } from 'vitest';
import { fill } from './filler.js';
import { MOMENTUM, norm } from './loweringParity.js';
import { wellConditionedWeights, ZOO_CLASSES } from './zoo.js';

const BATCH_SIZE = 6;
/**
 * The last maps are single pixels, so that a batch normalisation sees as many values as there are images. Its gradient
 * multiplies rounding errors, the more the fewer values: in the deepest networks, and behind ResNeSt's global pools, six are too few.
 * Then two engines, and one engine on one and on two threads, are 0.3 % apart and as far from float64.
 */
const LARGER_BATCHES: Readonly<Record<string, number>> = {
  'googlenet-v4': 12,
  'inception-resnet-v2': 12,
  resnest26d: 12,
  resnest50d: 12,
};

export interface ZooStep {
  readonly training: TrainingGraph;
  readonly start: Weights;
  readonly feeds: TrainingFeeds;
}

export function zooStep(graph: Graph, images: string): ZooStep {
  const batchSize = LARGER_BATCHES[graph.name] ?? BATCH_SIZE;
  const training = differentiate(graph, { batchSize, optimizer: MOMENTUM });
  return {
    training,
    start: initialState(training, wellConditionedWeights(graph.parameters)),
    feeds: {
      images: unequalImages(images, training.shapes[training.images] ?? []),
      labels: Int32Array.from({ length: batchSize }, (_, n) => n % ZOO_CLASSES),
      learningRate: 0.01,
      step: 1,
      dropoutMasks: dropoutMasks(training, 1, 1),
    },
  };
}

/** A gradient that is further from the expected one than rounding explains. */
export interface WrongGradient {
  readonly parameter: string;
  /** Norm of the expected gradient. */
  readonly size: number;
  readonly distance: number;
}

/**
 * Rounding now and then takes a value across the kink of a ReLU, or gives a window another maximum, which moves the
 * gradients below by up to some percent in either engine. That takes one set of images or another; an error shows with
 * all of them.
 */
export async function expectNoWrongGradients(
  wrongWith: (images: string) => Promise<readonly WrongGradient[]>,
): Promise<void> {
  let wrong: readonly WrongGradient[] = [];
  for (const images of ['images', 'other images', 'yet other images']) {
    wrong = await wrongWith(images);
    if (wrong.length === 0) return;
  }
  expect(wrong).toEqual([]);
}

/**
 * Distance of each gradient over its norm; `rounding`, over the norm of the whole gradient, is what is left of one that
 * is zero, as that of a bias before a batch normalisation.
 */
export function wrongGradients(
  training: TrainingGraph,
  expected: (gradient: TrainingGraph['gradients'][number]) => ArrayLike<number> | undefined,
  actual: (gradient: TrainingGraph['gradients'][number]) => ArrayLike<number> | undefined,
  { tolerance, rounding }: { readonly tolerance: number; readonly rounding: number },
): WrongGradient[] {
  const rows = training.gradients.map((each) => {
    const values = expected(each) ?? [];
    const others = actual(each) ?? [];
    const distance = norm(values, (value, i) => value - (others[i] ?? NaN));
    return { parameter: each.parameter, size: norm(values), distance };
  });
  const whole = norm(rows.map(({ size }) => size));
  return rows.filter(({ size, distance }) => !(distance <= tolerance * size + rounding * whole));
}

/**
 * No two pixels are equal, so that which of them wins a window does not hang on rounding; and images differ in
 * brightness and contrast, as photographs do: were the means of their maps nearly equal, the norm behind ResNeSt's
 * global pool would blow up the rounding of their differences.
 */
function unequalImages(name: string, shape: readonly number[]): Float32Array {
  const values = fill(name, shape, 'input');
  const size = values.length / (shape[0] ?? 1);
  return values.map((value, i) => {
    const n = Math.floor(i / size);
    return value * (0.3 + 0.4 * n) + 3 * Math.sin(2 * n);
  });
}
