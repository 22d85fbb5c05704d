import type { Optimizer, OptimizerSlot } from '@convbench/spec';
import type { TrainingGraphBuilder } from './trainingGraphBuilder.js';

/** Where a parameter's update takes its operands from. */
export interface UpdateOperands {
  readonly parameter: string;
  readonly gradient: string;
  readonly learningRate: string;
  readonly step: string;
}

/** The slots that an optimizer keeps for a parameter; all start at 0. */
export function slotsOf(
  optimizer: Optimizer,
  parameter: string,
  shape: readonly number[],
): OptimizerSlot[] {
  const suffixes = optimizer.kind === 'sgd' ? ['velocity'] : ['firstMoment', 'secondMoment'];
  return suffixes.map((suffix) => ({
    name: `${parameter}#${suffix}`,
    parameter,
    shape,
    initialValue: 0,
  }));
}

/** Appends the update of one parameter and its slots; returns the new value of each. */
export function emitUpdate(
  optimizer: Optimizer,
  { parameter, gradient, learningRate, step }: UpdateOperands,
  builder: TrainingGraphBuilder,
): { state: string; value: string }[] {
  const shape = builder.shapeOf(parameter);
  const next = (state: string): string => `${state}#next`;
  const name = `${parameter}#update`;
  const { weightDecay } = optimizer;
  switch (optimizer.kind) {
    case 'sgd': {
      const velocity = `${parameter}#velocity`;
      const { momentum, nesterov } = optimizer;
      builder.emit(
        {
          op: 'SgdUpdate',
          name,
          inputs: [parameter, gradient, velocity, learningRate],
          outputs: [next(parameter), next(velocity)],
          attributes: { momentum, nesterov, weightDecay },
        },
        shape,
        shape,
      );
      return [parameter, velocity].map((state) => ({ state, value: next(state) }));
    }
    case 'adam': {
      const [first, second] = [`${parameter}#firstMoment`, `${parameter}#secondMoment`];
      const { beta1, beta2, epsilon } = optimizer;
      builder.emit(
        {
          op: 'AdamUpdate',
          name,
          inputs: [parameter, gradient, first, second, learningRate, step],
          outputs: [next(parameter), next(first), next(second)],
          attributes: { beta1, beta2, epsilon, weightDecay },
        },
        shape,
        shape,
        shape,
      );
      return [parameter, first, second].map((state) => ({ state, value: next(state) }));
    }
  }
}
