/** @file Optimizers, running statistics and averages: each changes variables in place. */
import type {
  AdamUpdateNode,
  AverageUpdateNode,
  RmspropUpdateNode,
  RunningStatisticsUpdateNode,
  SgdUpdateNode,
  UpdateNode,
} from '@convbench/spec';
import { FLOAT } from '../graph/graphKernels.js';
import type { TrainingContext } from './trainingContext.js';

/** What an update needs besides the tensors of the step. */
export interface UpdateScope {
  readonly context: TrainingContext;
  /** The node of the variable that holds a parameter, statistic or slot. */
  readonly variableOf: (state: string) => string;
  /** Gives the new value of a state as a tensor, by the name that the training graph has for it. */
  readonly newValues: Map<string, () => string>;
}

/** Returns the nodes that change variables; nothing reads them. */
export function lowerUpdate(node: UpdateNode, scope: UpdateScope): string[] {
  switch (node.op) {
    case 'SgdUpdate':
      return [sgd(node, scope)];
    case 'AdamUpdate':
      return [adam(node, scope)];
    case 'RmspropUpdate':
      return node.attributes.form === 'tensorflow'
        ? [tensorflowRmsprop(node, scope)]
        : pytorchRmsprop(node, scope);
    case 'RunningStatisticsUpdate':
      return runningStatistics(node, scope);
    case 'AverageUpdate':
      return [average(node, scope)];
    default:
      return node satisfies never;
  }
}

const IN_PLACE = { T: FLOAT, use_locking: { flag: false } };

function learningRateOf({ context }: UpdateScope): string {
  return context.scalar('learningRate', (feeds) => feeds.learningRate);
}

/** Notes that `variable` holds the new value named `name` once `update` has run. */
function noteInPlace(
  name: string,
  variable: string,
  update: string,
  { context, newValues }: UpdateScope,
): void {
  newValues.set(name, () =>
    context.build.operation('ReadVariableOp', [variable], { dtype: FLOAT }, { after: [update] }),
  );
}

function assign(
  state: string,
  newName: string,
  value: string,
  { context, variableOf, newValues }: UpdateScope,
): string {
  newValues.set(newName, () => value);
  return context.build.operation('AssignVariableOp', [variableOf(state), value], { dtype: FLOAT });
}

/** The gradient in the order of its parameter, after clipping, with the decay of the weights. */
function gradientOf(
  { inputs }: { readonly inputs: readonly string[] },
  clip: string | undefined,
  weightDecay: number,
  { context }: UpdateScope,
): string {
  const { kernels, build } = context;
  const [parameter = '', gradient = ''] = inputs;
  const whole = context.as(gradient, context.orderOf(parameter));
  const clipped = clip === undefined ? whole : kernels.multiply(whole, context.stored(clip));
  if (weightDecay === 0) return clipped;
  const decay = kernels.multiply(context.stored(parameter), build.scalar(weightDecay));
  return kernels.add(clipped, decay);
}

/** TensorFlow's momentum is PyTorch's: the accumulator holds no learning rate. */
function sgd(node: SgdUpdateNode, scope: UpdateScope): string {
  const { context, variableOf } = scope;
  const [parameter, , velocity, , clip] = node.inputs;
  const { momentum, nesterov, weightDecay } = node.attributes;
  const update = context.build.operation(
    'ResourceApplyMomentum',
    [
      variableOf(parameter),
      variableOf(velocity),
      learningRateOf(scope),
      gradientOf(node, clip, weightDecay, scope),
      context.build.scalar(momentum),
    ],
    { ...IN_PLACE, use_nesterov: { flag: nesterov } },
  );
  noteInPlace(node.outputs[0], variableOf(parameter), update, scope);
  return update;
}

/**
 * The trainer computes what depends on the step, in double precision, and the powers of the betas are given as 0:
 * TensorFlow's own correction of the bias would use float32, and its epsilon stands elsewhere than PyTorch's
 * (Kingma and Ba 2015, end of section 2).
 */
function adam(node: AdamUpdateNode, scope: UpdateScope): string {
  const { context, variableOf } = scope;
  const { build } = context;
  const [parameter, , firstMoment, secondMoment, , , clip] = node.inputs;
  const { beta1, beta2, epsilon, weightDecay, decoupled } = node.attributes;
  const correction = (step: number): number => Math.sqrt(1 - beta2 ** step);
  const rate = context.scalar(
    `adamRate/${beta1}/${beta2}`,
    ({ learningRate, step }) => (learningRate * correction(step)) / (1 - beta1 ** step),
  );
  const correctedEpsilon = context.scalar(
    `adamEpsilon/${beta2}/${epsilon}`,
    ({ step }) => epsilon * correction(step),
  );
  const before = decoupled && weightDecay > 0 ? [decayWeights(parameter, weightDecay, scope)] : [];
  const noPower = build.scalar(0);
  const update = build.operation(
    'ResourceApplyAdam',
    [
      variableOf(parameter),
      variableOf(firstMoment),
      variableOf(secondMoment),
      noPower,
      noPower,
      rate,
      build.scalar(beta1),
      build.scalar(beta2),
      correctedEpsilon,
      gradientOf(node, clip, decoupled ? 0 : weightDecay, scope),
    ],
    { ...IN_PLACE, use_nesterov: { flag: false } },
    { after: before },
  );
  noteInPlace(node.outputs[0], variableOf(parameter), update, scope);
  return update;
}

/** p' = p - lr * weightDecay * p */
function decayWeights(parameter: string, weightDecay: number, scope: UpdateScope): string {
  const { context, variableOf } = scope;
  const { build, kernels } = context;
  const factor = context.scalar(
    `decay/${weightDecay}`,
    ({ learningRate }) => learningRate * weightDecay,
  );
  const decay = kernels.multiply(context.stored(parameter), factor);
  return build.operation('AssignSubVariableOp', [variableOf(parameter), decay], { dtype: FLOAT });
}

function tensorflowRmsprop(node: RmspropUpdateNode, scope: UpdateScope): string {
  const { context, variableOf } = scope;
  const { build } = context;
  const [parameter, , meanSquare, velocity, , clip] = node.inputs;
  const { decay, momentum, epsilon, weightDecay } = node.attributes;
  const update = build.operation(
    'ResourceApplyRMSProp',
    [
      variableOf(parameter),
      variableOf(meanSquare),
      variableOf(velocity),
      learningRateOf(scope),
      build.scalar(decay),
      build.scalar(momentum),
      build.scalar(epsilon),
      gradientOf(node, clip, weightDecay, scope),
    ],
    IN_PLACE,
  );
  noteInPlace(node.outputs[0], variableOf(parameter), update, scope);
  return update;
}

/** With epsilon outside of the root, which TensorFlow has no kernel for. */
function pytorchRmsprop(node: RmspropUpdateNode, scope: UpdateScope): string[] {
  const { context } = scope;
  const { build, kernels } = context;
  const [parameter, , meanSquare, velocity, , clip] = node.inputs;
  const [newParameter, newMeanSquare, newVelocity] = node.outputs;
  const { decay, momentum, epsilon, weightDecay } = node.attributes;
  const scaled = (x: string, factor: number): string => kernels.multiply(x, build.scalar(factor));
  const gradient = gradientOf(node, clip, weightDecay, scope);
  const square = context.operation('Square', [gradient]);
  const mean = kernels.add(scaled(context.stored(meanSquare), decay), scaled(square, 1 - decay));
  const divisor = kernels.add(context.operation('Sqrt', [mean]), build.scalar(epsilon));
  const moved = kernels.add(
    scaled(context.stored(velocity), momentum),
    context.operation('RealDiv', [gradient, divisor]),
  );
  const step = kernels.multiply(moved, learningRateOf(scope));
  return [
    assign(meanSquare, newMeanSquare, mean, scope),
    assign(velocity, newVelocity, moved, scope),
    assign(parameter, newParameter, kernels.subtract(context.stored(parameter), step), scope),
  ];
}

function runningStatistics(node: RunningStatisticsUpdateNode, scope: UpdateScope): string[] {
  const { kernels, build } = scope.context;
  const { context } = scope;
  const [mean, variance, batchMean, batchVariance] = node.inputs;
  const [newMean, newVariance] = node.outputs;
  const { momentum, count } = node.attributes;
  const fresh = 1 - momentum;
  const blended = (running: string, batch: string, weight: number): string =>
    kernels.add(
      kernels.multiply(context.stored(running), build.scalar(momentum)),
      kernels.multiply(context.logical(batch), build.scalar(weight)),
    );
  // Of the unbiased variance.
  const unbiased = (fresh * count) / (count - 1);
  return [
    assign(mean, newMean, blended(mean, batchMean, fresh), scope),
    assign(variance, newVariance, blended(variance, batchVariance, unbiased), scope),
  ];
}

function average(node: AverageUpdateNode, scope: UpdateScope): string {
  const { context, newValues } = scope;
  const { kernels } = context;
  const [state, valueName] = node.inputs;
  const { decay, rampUp } = node.attributes;
  const value = newValues.get(valueName)?.();
  if (value === undefined) throw new Error(`'${valueName}' is no new value of an update.`);
  const keptOf = (step: number): number =>
    rampUp ? Math.min(decay, (1 + step) / (10 + step)) : decay;
  const key = `${decay}/${rampUp ? 'rampUp' : 'constant'}`;
  const kept = context.scalar(`averageKept/${key}`, ({ step }) => keptOf(step));
  const fresh = context.scalar(`averageFresh/${key}`, ({ step }) => 1 - keptOf(step));
  const blended = kernels.add(
    kernels.multiply(context.stored(state), kept),
    kernels.multiply(value, fresh),
  );
  return assign(state, node.outputs[0], blended, scope);
}
