import type { OptimizerSlot, TrainingGraph, WeightAverage, Weights } from '@convbench/spec';
import type { TrainingGraphBuilder } from './trainingGraphBuilder.js';

export interface Averaged {
  readonly slots: readonly OptimizerSlot[];
  readonly averages: TrainingGraph['averages'];
  readonly updates: TrainingGraph['updates'];
}

/**
 * Declares and updates a moving average of every parameter and running statistic in `updates`: of the statistics too,
 * so that they fit the averaged weights, as in TensorFlow's Inception networks and timm.
 */
export function emitWeightAverage(
  { decay, rampUp }: WeightAverage,
  updates: TrainingGraph['updates'],
  step: string,
  builder: TrainingGraphBuilder,
): Averaged {
  const slots = updates.map(({ state }): OptimizerSlot => ({
    name: `${state}#average`,
    parameter: state,
    shape: builder.shapeOf(state),
    initialValue: 'parameter',
  }));
  const averaged = updates.map(({ state, value }) => {
    const average = builder.declare(`${state}#average`, builder.shapeOf(state));
    const newAverage = builder.emit(
      {
        op: 'AverageUpdate',
        name: `${average}#update`,
        inputs: [average, value, step],
        outputs: [`${average}#next`],
        attributes: { decay, rampUp },
      },
      builder.shapeOf(state),
    );
    return { state: average, value: newAverage };
  });
  return {
    slots,
    averages: slots.map(({ parameter, name }) => ({ parameter, slot: name })),
    updates: averaged,
  };
}

/**
 * The weights that a training has come to, out of its state: the averages where it keeps them, parameters and running
 * statistics otherwise.
 */
export function trainedWeights(training: TrainingGraph, state: Weights): Map<string, Float32Array> {
  const averages = new Map(training.averages.map(({ parameter, slot }) => [parameter, slot]));
  return new Map(
    training.forward.parameters.map(({ name }) => {
      const values = state.get(averages.get(name) ?? name);
      if (!values) throw new Error(`The trainer has no values for '${name}'.`);
      return [name, values];
    }),
  );
}
