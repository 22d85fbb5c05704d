/** @file Holds training steps on onnxruntime against the float64 interpreter. */
import {
  DEFAULT_LOWERING,
  openTrainer,
  type LoweringOptions,
} from '@convbench/backend-onnxruntime/internals';
import { initializeWeights, interpretTrainingStep } from '@convbench/graph';
import type { Graph, Optimizer, TrainingFeeds, TrainingGraph, Weights } from '@convbench/spec';
import { differentiate, initialState, type DifferentiateOptions } from '@convbench/train';
import { expect } from 'vitest';
import { fill } from './filler.js';
import { norm } from './norm.js';

export interface ParityOptions {
  readonly batchSize: number;
  readonly optimizer?: Optimizer;
  readonly labelSmoothing?: number;
  readonly frozen?: ReadonlySet<string>;
  /** Further options of the differentiation. */
  readonly differentiate?: Partial<DifferentiateOptions>;
  readonly lowering?: Partial<LoweringOptions>;
  readonly steps?: number;
  /** Largest distance of a tensor over its norm. */
  readonly tolerance?: number;
}

export const MOMENTUM: Optimizer = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 };

const LEARNING_RATE = 0.05;

export function feedsOf(training: TrainingGraph, step: number): TrainingFeeds {
  const shape = training.shapes[training.images] ?? [];
  const classes = training.shapes[training.forward.outputs[0]]?.[1] ?? 1;
  const images = fill(`images${step}`, shape, 'input');
  // Equal pixels, as borders of real images have, so that pools meet ties.
  images.fill(0, 0, images.length / 3);
  const labelsOf = (name: string) =>
    Int32Array.from(fill(`${name}${step}`, [training.batchSize], 'labels', { classes }));
  return {
    images,
    labels: labelsOf('labels'),
    ...(training.mix && { mix: { labels: labelsOf('otherLabels'), weight: 0.3 } }),
    // Changes, as schedules do.
    learningRate: LEARNING_RATE / step,
    step,
    dropoutMasks: new Map(
      training.dropoutMasks.map(({ name, shape: maskShape, ratio }) => [
        name,
        fill(`${name}${step}`, maskShape, 'input').map((value) =>
          (value + 1) / 2 < ratio ? 0 : 1 / (1 - ratio),
        ),
      ]),
    ),
  };
}

/** Weights that are nowhere trivial: biases, betas, slots and statistics are not 0 or 1 either. */
export function startOf(training: TrainingGraph): Map<string, Float32Array> {
  const weights = initializeWeights(training.forward, { scheme: 'he', seed: 1 });
  for (const { name, shape, role } of training.forward.parameters)
    if (role !== 'weight')
      weights.set(
        name,
        fill(
          name,
          shape,
          ({ runningMean: 'mean', runningVariance: 'var' } as const)[role as 'runningMean'] ??
            (role as 'bias'),
        ),
      );
  const state = initialState(training, weights);
  for (const { name, shape } of training.slots)
    state.set(
      name,
      fill(name, shape, 'bias').map((value) =>
        name.endsWith('Moment') || name.endsWith('Square') ? value ** 2 : value,
      ),
    );
  return state;
}

/** Every step starts both sides from the trainer's state, so that differences do not add up. */
export async function expectParity(graph: Graph, options: ParityOptions): Promise<void> {
  const { batchSize, optimizer = MOMENTUM, labelSmoothing = 0, steps = 2 } = options;
  const { frozen = new Set<string>() } = options;
  const training = differentiate(graph, {
    ...{ batchSize, optimizer, labelSmoothing, frozen },
    ...options.differentiate,
  });
  let state: Weights = startOf(training);
  const trainer = await openTrainer(
    training,
    state,
    { device: 'cpu', threads: 1 },
    { ...DEFAULT_LOWERING, ...options.lowering },
  );
  try {
    expect(distances(training, await trainer.state(), state, 0)).toEqual([]);
    for (let step = 1; step <= steps; step++) {
      const feeds = feedsOf(training, step);
      const expected = interpretTrainingStep(training, state, feeds);
      const actual = await trainer.step(feeds);
      expect(Math.abs(actual.loss - expected.loss)).toBeLessThan(1e-5 * (1 + expected.loss));
      expect(actual.correct).toBe(expected.correct);
      const next = await trainer.state();
      expect(distances(training, next, expected.state, options.tolerance ?? 2e-5, state)).toEqual(
        [],
      );
      state = next;
    }
  } finally {
    await trainer.dispose();
  }
}

/** Holds a rewritten training graph against the one that it was made of, on the interpreter. */
export function expectSameStep(rewritten: TrainingGraph, training: TrainingGraph): void {
  const [state, feeds] = [startOf(training), feedsOf(training, 1)];
  const actual = interpretTrainingStep(rewritten, state, feeds);
  const expected = interpretTrainingStep(training, state, feeds);
  expect(actual.loss).toBeCloseTo(expected.loss, 12);
  expect(distances(training, actual.state, expected.state, 1e-12, state)).toEqual([]);
}

type Values = ReadonlyMap<string, ArrayLike<number>>;

/** The state after a step, held against what it should be. */
export function expectState(
  training: TrainingGraph,
  actual: Values,
  expected: Values,
  before: Values,
  tolerance: number,
): void {
  expect(distances(training, actual, expected, tolerance, before), training.name).toEqual([]);
}

/**
 * Tensors that are too far from what they should be: the distance is taken over the norm of the change of the step,
 * or of the tensor's own where it did not change.
 */
function distances(
  training: TrainingGraph,
  actual: Values,
  expected: Values,
  tolerance: number,
  before?: Values,
): string[] {
  const names = [...training.forward.parameters, ...training.slots].map(({ name }) => name);
  expect([...actual.keys()].sort()).toEqual([...names].sort());
  const changeOf = (name: string): number => {
    const b = before?.get(name);
    return norm(expected.get(name) ?? [], (value, i) => value - (b?.[i] ?? 0));
  };
  const largestChange = Math.max(...names.map(changeOf));
  return names.flatMap((name) => {
    const a = actual.get(name) ?? [];
    const e = expected.get(name) ?? [];
    const distance = norm(e, (value, i) => value - (a[i] ?? NaN));
    const change = changeOf(name);
    // float32 resolves neither a change that is tiny beside the value nor one that is left over when others cancel.
    const resolution = tolerance > 0 ? 1e-7 * (norm(e) + largestChange) + 1e-9 : 0;
    const limit = tolerance * change + resolution;
    return distance <= limit ? [] : [`${name}: ${distance} of ${change}`];
  });
}
