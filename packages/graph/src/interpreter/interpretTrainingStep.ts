import type { StepResult, TrainingFeeds, TrainingGraph } from '@convbench/spec';
import { tensorOf, type Tensor } from './tensor.js';
import { trainingNode } from './trainingNode.js';
import { fedTensor, parameterTensors, tensorIn, type NumericState } from './values.js';

export interface InterpretedStep extends StepResult {
  /** Parameters, running statistics and slots after the step, in float64: the state of the next step. */
  readonly state: Map<string, Float64Array>;
  /** Every tensor of the step by name, for comparisons. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/**
 * One training step as the training graph is written, in float64.
 *
 * Throws a `UserError` where the state lacks a value or a batch normalisation sees one value per channel, a
 * `RangeError` for feeds of a wrong size and labels that are no class.
 */
export function interpretTrainingStep(
  training: TrainingGraph,
  state: NumericState,
  feeds: TrainingFeeds,
): InterpretedStep {
  const { forward, slots, shapes } = training;
  const tensors = parameterTensors([...forward.parameters, ...slots], forward.constants, state);
  const feed = (name: string, values: ArrayLike<number>): void => {
    tensors.set(name, fedTensor(name, shapes[name] ?? [], values));
  };
  feed(training.images, feeds.images);
  feed(training.labels, feeds.labels);
  if (training.mix) {
    feed(training.mix.labels, feeds.mix?.labels ?? []);
    feed(training.mix.weight, feeds.mix ? [feeds.mix.weight] : []);
  }
  tensors.set(training.learningRate, tensorOf([], [feeds.learningRate]));
  tensors.set(training.step, tensorOf([], [feeds.step]));
  for (const { name } of training.dropoutMasks) feed(name, feeds.dropoutMasks.get(name) ?? []);

  for (const node of training.nodes) {
    const results = trainingNode(
      node,
      node.inputs.map((input) => tensorIn(tensors, input)),
      node.outputs.map((output) => shapes[output] ?? []),
    );
    node.outputs.forEach((output, i) => tensors.set(output, results[i] as Tensor));
  }

  const next = new Map<string, Float64Array>();
  for (const { name } of [...forward.parameters, ...slots])
    next.set(name, tensorIn(tensors, name).data);
  for (const { state: name, value } of training.updates)
    next.set(name, tensorIn(tensors, value).data);
  return {
    loss: tensorIn(tensors, training.loss).data[0] as number,
    correct: tensorIn(tensors, training.correct).data[0] as number,
    state: next,
    tensors,
  };
}
