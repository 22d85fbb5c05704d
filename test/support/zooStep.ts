/** @file One training step of a network of the zoo at which float32 tells a right gradient from a wrong one. */
import type { Graph, Shape, TrainingFeeds, TrainingGraph, Weights } from '@convbench/spec';
import { differentiate, dropoutMasks, initialState } from '@convbench/train';
import { fill } from './filler.js';
import { wellConditionedWeights, type ZooGraph } from './zoo.js';

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

/** A training graph with what it starts from, for any set of images. */
export interface ZooCase {
  readonly name: string;
  readonly training: TrainingGraph;
  /** `images` names the set of images. */
  readonly step: (images: string) => ZooStep;
}

/** Its first velocities are its gradients. */
export const stepOf = (graph: Graph, batchSize: number): TrainingGraph =>
  differentiate(graph, {
    batchSize,
    optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 },
  });

export function zooCase(
  name: string,
  training: TrainingGraph,
  imagesOf: (images: string, shape: Shape) => Float32Array,
): ZooCase {
  const { batchSize, shapes, forward } = training;
  const classes = shapes[forward.outputs[0]]?.[1] ?? 1;
  return {
    name,
    training,
    step: (images) => ({
      training,
      start: initialState(training, wellConditionedWeights(forward.parameters)),
      feeds: {
        images: imagesOf(images, shapes[training.images] ?? []),
        labels: Int32Array.from({ length: batchSize }, (_, n) => n % classes),
        learningRate: 0.01,
        step: 1,
        dropoutMasks: dropoutMasks(training, 1, 1),
      },
    }),
  };
}

/** A whole network. */
export function networkCase({ name, graph }: ZooGraph): ZooCase {
  const batchSize = LARGER_BATCHES[graph.name] ?? BATCH_SIZE;
  return zooCase(name, stepOf(graph, batchSize), unequalImages);
}

/**
 * No two pixels are equal, so that which of them wins a window does not hang on rounding; and images differ in
 * brightness and contrast, as photographs do: were the means of their maps nearly equal, the norm behind ResNeSt's
 * global pool would blow up the rounding of their differences.
 */
function unequalImages(name: string, shape: Shape): Float32Array {
  const values = fill(name, shape, 'input');
  const size = values.length / (shape[0] ?? 1);
  return values.map((value, i) => {
    const n = Math.floor(i / size);
    return value * (0.3 + 0.4 * n) + 3 * Math.sin(2 * n);
  });
}
