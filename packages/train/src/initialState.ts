import { elementCount } from '@convbench/graph';
import { UserError, type Shape, type TrainingGraph, type Weights } from '@convbench/spec';

/** Name and shape of everything that a trainer keeps between steps: parameters, running statistics, slots. */
export function stateShapes(training: TrainingGraph): ReadonlyMap<string, Shape> {
  return new Map(
    [...training.forward.parameters, ...training.slots].map(({ name, shape }) => [name, shape]),
  );
}

/**
 * The state before the first step: a copy of the weights, and the slots at their initial values.
 * Throws a `UserError` where the weights do not belong to the network.
 */
export function initialState(training: TrainingGraph, weights: Weights): Map<string, Float32Array> {
  const state = new Map<string, Float32Array>();
  for (const { name, shape } of training.forward.parameters)
    state.set(name, valuesOf(name, shape, weights).slice());
  for (const { name, parameter, shape, initialValue } of training.slots)
    state.set(
      name,
      initialValue === 'parameter'
        ? valuesOf(parameter, shape, weights).slice()
        : new Float32Array(elementCount(shape)).fill(initialValue),
    );
  return state;
}

/**
 * Returns the state, having found that it is one of this training: every parameter and slot with its number of
 * values, and nothing else. Throws a `UserError` otherwise.
 */
export function checkState(training: TrainingGraph, state: Weights): Weights {
  const shapes = stateShapes(training);
  for (const [name, shape] of shapes) valuesOf(name, shape, state);
  const foreign = [...state.keys()].find((name) => !shapes.has(name));
  if (foreign !== undefined) throw foreignWeights(`holds '${foreign}', which the training has not`);
  return state;
}

function valuesOf(name: string, shape: Shape, weights: Weights): Float32Array {
  const values = weights.get(name);
  if (!values) throw foreignWeights(`lacks '${name}'`);
  if (values.length !== elementCount(shape))
    throw foreignWeights(
      `has ${values.length} values for '${name}' instead of ${elementCount(shape)}`,
    );
  return values;
}

function foreignWeights(what: string): UserError {
  return new UserError(
    'train',
    `The given set of weights ${what}.`,
    'Use weights that were made for this very network, options included, or start the training anew.',
  );
}
