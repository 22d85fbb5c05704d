import type { Optimizer, OptimizerSlot, Parameter, UpdateNode } from '@convbench/spec';
import type { TrainingGraphBuilder } from './trainingGraphBuilder.js';

/** Where a parameter's update takes its operands from. */
export interface UpdateOperands {
  readonly parameter: Parameter;
  readonly gradient: string;
  readonly learningRate: string;
  readonly step: string;
  /** The factor of gradient clipping, where there is one. */
  readonly clip: string | undefined;
}

/** The slots that an optimizer keeps for a parameter. */
export function slotsOf(
  optimizer: Optimizer,
  { name: parameter, shape }: Parameter,
): OptimizerSlot[] {
  const slot = (suffix: string, initialValue = 0): OptimizerSlot => ({
    name: `${parameter}#${suffix}`,
    parameter,
    shape,
    initialValue,
  });
  switch (optimizer.kind) {
    case 'sgd':
      return [slot('velocity')];
    case 'adam':
    case 'adamw':
      return [slot('firstMoment'), slot('secondMoment')];
    case 'rmsprop':
      return [slot('meanSquare', initialMeanSquare(optimizer)), slot('velocity')];
  }
}

function initialMeanSquare({
  form,
  initialMeanSquare: given,
}: Extract<Optimizer, { kind: 'rmsprop' }>): number {
  return form === 'tensorflow' ? (given ?? 1) : 0;
}

/** Appends the update of one parameter and its slots; returns the new value of each. */
export function emitUpdate(
  optimizer: Optimizer,
  operands: UpdateOperands,
  builder: TrainingGraphBuilder,
): { state: string; value: string }[] {
  const { name, shape } = operands.parameter;
  const states = [name, ...slotsOf(optimizer, operands.parameter).map((slot) => slot.name)];
  builder.emit(updateNode(optimizer, operands), ...states.map(() => shape));
  return states.map((state) => ({ state, value: next(state) }));
}

function next(state: string): string {
  return `${state}#next`;
}

function updateNode(optimizer: Optimizer, operands: UpdateOperands): UpdateNode {
  const { parameter, gradient, learningRate, step } = operands;
  const p = parameter.name;
  const name = `${p}#update`;
  const clip = operands.clip === undefined ? [] : [operands.clip];
  const decays = optimizer.weightDecayOn !== 'weights' || parameter.role === 'weight';
  const weightDecay = decays ? optimizer.weightDecay : 0;
  switch (optimizer.kind) {
    case 'sgd': {
      const { momentum, nesterov } = optimizer;
      const velocity = `${p}#velocity`;
      return {
        op: 'SgdUpdate',
        name,
        inputs: [p, gradient, velocity, learningRate, ...clip],
        outputs: [next(p), next(velocity)],
        attributes: { momentum, nesterov, weightDecay },
      };
    }
    case 'adam':
    case 'adamw': {
      const { beta1, beta2, epsilon } = optimizer;
      const [first, second] = [`${p}#firstMoment`, `${p}#secondMoment`];
      // Without decay there is nothing to decouple: the same rule as Adam's.
      const decoupled = optimizer.kind === 'adamw' && weightDecay > 0;
      return {
        op: 'AdamUpdate',
        name,
        inputs: [p, gradient, first, second, learningRate, step, ...clip],
        outputs: [next(p), next(first), next(second)],
        attributes: { beta1, beta2, epsilon, weightDecay, decoupled },
      };
    }
    case 'rmsprop': {
      const { form, decay, momentum, epsilon } = optimizer;
      const [meanSquare, velocity] = [`${p}#meanSquare`, `${p}#velocity`];
      return {
        op: 'RmspropUpdate',
        name,
        inputs: [p, gradient, meanSquare, velocity, learningRate, ...clip],
        outputs: [next(p), next(meanSquare), next(velocity)],
        attributes: { form, decay, momentum, epsilon, weightDecay },
      };
    }
  }
}
