/** @file The float64 interpreter's training step of a case of the zoo, in sketches. */
import { interpretTrainingStep } from '@convbench/graph';
import type { TrainingGraph } from '@convbench/spec';
import { fillerWord } from './filler.js';
import { norm } from './norm.js';
import { sketchOf, type Sketch } from './sketch.js';
import type { ZooCase, ZooStep } from './zooStep.js';

export interface ZooOracle {
  /** Name of the set of images. */
  readonly images: string;
  readonly loss: number;
  readonly correct: number;
  /** Of each gradient and, behind them, of each running statistic after the step; see `sketchedNames`. */
  readonly sketches: readonly Sketch[];
}

/** The parameters of `ZooOracle.sketches`, in order. */
export function sketchedNames(training: TrainingGraph): {
  readonly gradients: readonly string[];
  readonly statistics: readonly string[];
} {
  return {
    gradients: training.gradients.map(({ parameter }) => parameter),
    statistics: training.forward.parameters
      .filter(({ role }) => role.startsWith('running'))
      .map(({ name }) => name),
  };
}

/** Relative; eight times that of a float32. */
const ROUNDING = 2 ** -21;
/** Of a gradient's norm, and of the whole gradient's: a small part of what an engine is allowed. */
const STABLE = { relative: 2.5e-4, absolute: 2.5e-7 };
const MOST_SETS = 20;

/**
 * A value that lies nearer to the kink of a ReLU than rounding moves it, or two that are as near to being the maximum
 * of a window, move the gradients below by up to some percent, in an engine or in the interpreter, and neither is wrong.
 * With such images nothing can be proven. So the images are the first set at which the interpreter's own gradients stay
 * where they are when images and weights move by a few roundings.
 */
export function computeZooOracle({ name, step: stepWith }: ZooCase): ZooOracle {
  for (let set = 1; set <= MOST_SETS; set++) {
    const images = `images ${set}`;
    const step = stepWith(images);
    const exact = interpretGradients(step);
    if (!areNear(exact.gradients, interpretGradients(moved(step)).gradients)) continue;
    const { gradients, statistics } = sketchedNames(step.training);
    return {
      images,
      loss: exact.loss,
      correct: exact.correct,
      sketches: [
        ...gradients.map((each, i) => sketchOf(each, exact.gradients[i] ?? [])),
        ...statistics.map((each) => sketchOf(each, exact.state.get(each) ?? [])),
      ],
    };
  }
  throw new Error(`No set of images keeps ${name} away from kinks.`);
}

function interpretGradients({ training, start, feeds }: ZooStep) {
  // The new weights follow from the gradients, and nobody asks for them.
  const kept = training.nodes.filter(({ op }) => op !== 'SgdUpdate');
  const made = new Set(kept.flatMap<string>(({ outputs }) => outputs));
  const updates = training.updates.filter(({ value }) => made.has(value));
  const { loss, correct, state, tensors } = interpretTrainingStep(
    { ...training, nodes: kept, updates },
    start,
    feeds,
  );
  const gradients = training.gradients.map(({ gradient }) => tensors.get(gradient)?.data ?? []);
  return { loss, correct, state, gradients };
}

function moved({ training, start, feeds }: ZooStep): ZooStep {
  const move = (values: Float32Array, seed: number) =>
    values.map((value, i) => value * (1 + ROUNDING * (fillerWord(seed, i) / 2 ** 31 - 1)));
  return {
    training,
    start: new Map([...start].map(([name, values], seed) => [name, move(values, seed)])),
    feeds: { ...feeds, images: move(feeds.images, start.size) },
  };
}

function areNear(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): boolean {
  const sizes = a.map((values) => norm(values));
  const whole = norm(sizes);
  return a.every((values, i) => {
    const distance = norm(values, (value, k) => value - (b[i]?.[k] ?? NaN));
    return distance <= STABLE.relative * (sizes[i] ?? 0) + STABLE.absolute * whole;
  });
}
