/** @file Optimizer and running statistics: from gradients to the new state. */
import type {
  AdamUpdateNode,
  AverageUpdateNode,
  RmspropUpdateNode,
  RunningStatisticsUpdateNode,
  SgdUpdateNode,
} from '@convbench/spec';
import type { Layout, LoweringContext } from '../context.js';
import { velocityFromProduct } from './gradientProduct.js';
import type { StateBuffer } from './stateBuffers.js';
import { elements } from '../stepBuilder.js';
import type { OwnUpdateNode, UpdateGroup } from './updateGroups.js';

/** Every state buffer is a matrix. */
const RANK = 2;

/** A number that the trainer feeds: shape [1, 1]. */
export interface StepScalar {
  readonly input: string;
  readonly value: (feeds: { readonly learningRate: number; readonly step: number }) => number;
}

/** The state buffers of a group before their new values are known: parameter first, then slots. */
export interface GroupBuffers {
  readonly group: UpdateGroup;
  readonly buffers: readonly Omit<StateBuffer, 'output'>[];
  /** Moving averages of the first buffers, as many as are averaged. */
  readonly averages: readonly Omit<StateBuffer, 'output'>[];
  /** The rule of them all. */
  readonly average: AverageUpdateNode | undefined;
  readonly layout: Layout;
}

/** Lowers the update of one group; returns its buffers with their outputs. */
export function lowerUpdate(
  { group, buffers, averages, average, layout }: GroupBuffers,
  scalar: (scalar: StepScalar) => string,
  context: LoweringContext,
): StateBuffer[] {
  const [first] = group;
  const names = buffers.map(({ input }) => input);
  const shape = buffers[0]?.shape ?? [];
  const scope: UpdateScope = { names, shape, layout, scalarOf: scalar };
  const values = newValues(first, group, scope, context);
  const averaged = average
    ? averages.map(({ input }, i) =>
        newAverage(average, input, values[i] as string, scalar, context),
      )
    : [];
  return [...buffers, ...averages].map((buffer, i) => ({
    ...buffer,
    output: context.build.output([...values, ...averaged][i] as string, shape),
  }));
}

/** average + (1 - d) * (value - average): after the new value, which is a leaf itself. */
function newAverage(
  { attributes: { decay, rampUp } }: AverageUpdateNode,
  average: string,
  value: string,
  scalar: (scalar: StepScalar) => string,
  { build }: LoweringContext,
): string {
  const fresh = scalar({
    input: `averageFresh/${decay}/${rampUp}`,
    value: ({ step }) => 1 - (rampUp ? Math.min(decay, (1 + step) / (10 + step)) : decay),
  });
  const change = build.leaf('Mul', [build.leaf('Sub', [value, average]), fresh]);
  return build.leaf('Add', [average, change]);
}

interface UpdateScope {
  readonly names: readonly string[];
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly scalarOf: (scalar: StepScalar) => string;
}

function newValues(
  first: OwnUpdateNode,
  group: UpdateGroup,
  scope: UpdateScope,
  context: LoweringContext,
): string[] {
  switch (first.op) {
    case 'SgdUpdate':
      return sgd(first, group, scope, context);
    case 'AdamUpdate':
      return adam(first, group, scope, context);
    case 'RmspropUpdate':
      return rmsprop(first, group, scope, context);
    case 'RunningStatisticsUpdate':
      return runningStatistics(group as UpdateGroup<RunningStatisticsUpdateNode>, scope, context);
  }
}

/** The same tensor of every member, one after another. */
function joined(
  tensors: readonly string[],
  { shape, layout }: UpdateScope,
  context: LoweringContext,
): string {
  const { build } = context;
  const [only] = tensors;
  if (tensors.length === 1 && only !== undefined)
    return build.view(context.as(only, layout), shape);
  const vectors = tensors.map((name) =>
    build.view(context.logical(name), [elements(context.shapeOf(name)), 1]),
  );
  return build.concat(vectors, 0);
}

const LEARNING_RATE: StepScalar = {
  input: 'learningRate',
  value: ({ learningRate }) => learningRate,
};

/** PyTorch's form: the velocity holds no learning rate, so that it survives a schedule. */
function sgd(
  node: SgdUpdateNode,
  group: UpdateGroup,
  scope: UpdateScope,
  context: LoweringContext,
): string[] {
  const { build } = context;
  const [parameter = '', velocity = ''] = scope.names;
  const { momentum, nesterov, weightDecay } = node.attributes;
  const factor = build.scalar(momentum, RANK);
  const learningRate = scope.scalarOf(LEARNING_RATE);
  const step = (direction: string): string =>
    build.leaf('Sub', [parameter, build.op('Mul', [direction, learningRate])]);

  const accumulated = velocityFromProduct(node.inputs[1], context);
  if (accumulated !== undefined) return [step(accumulated), accumulated];
  const direction = decayedGradient(group, node.inputs[4], weightDecay, scope, context);
  const newVelocity =
    momentum === 0
      ? build.op('Identity', [direction])
      : build.op('Add', [build.op('Mul', [velocity, factor]), direction]);
  if (!nesterov) return [step(newVelocity), newVelocity];
  const ahead = build.op('Add', [direction, build.op('Mul', [newVelocity, factor])]);
  return [step(ahead), newVelocity];
}

function decayedGradient(
  group: UpdateGroup,
  clip: string | undefined,
  weightDecay: number,
  scope: UpdateScope,
  context: LoweringContext,
): string {
  const { build } = context;
  const gradients = group.map(({ inputs }) => inputs[1] as string);
  const whole = joined(gradients, scope, context);
  const gradient =
    clip === undefined
      ? whole
      : build.op('Mul', [whole, build.view(context.logical(clip), [1, 1])]);
  if (weightDecay === 0) return gradient;
  const [parameter = ''] = scope.names;
  const decay = build.op('Mul', [parameter, build.scalar(weightDecay, RANK)]);
  return build.op('Add', [gradient, decay]);
}

/** The trainer computes what depends on the step, in double precision. */
function adam(
  node: AdamUpdateNode,
  group: UpdateGroup,
  scope: UpdateScope,
  context: LoweringContext,
): string[] {
  const { build } = context;
  const [parameter = '', firstMoment = '', secondMoment = ''] = scope.names;
  const { beta1, beta2, epsilon, weightDecay, decoupled } = node.attributes;
  const scaled = (tensor: string, factor: number): string =>
    build.op('Mul', [tensor, build.scalar(factor, RANK)]);
  const added = decoupled ? 0 : weightDecay;
  const gradient = decayedGradient(group, node.inputs[6], added, scope, context);
  const newFirst = build.op('Add', [scaled(firstMoment, beta1), scaled(gradient, 1 - beta1)]);
  const square = build.op('Mul', [gradient, gradient]);
  const newSecond = build.op('Add', [scaled(secondMoment, beta2), scaled(square, 1 - beta2)]);
  // Both corrections leave the large tensors alone: Kingma and Ba 2015, end of section 2.
  const correction = (step: number): number => Math.sqrt(1 - beta2 ** step);
  const rate = scope.scalarOf({
    input: `adamRate/${beta1}/${beta2}`,
    value: ({ learningRate, step }) => (learningRate * correction(step)) / (1 - beta1 ** step),
  });
  const correctedEpsilon = scope.scalarOf({
    input: `adamEpsilon/${beta2}/${epsilon}`,
    value: ({ step }) => epsilon * correction(step),
  });
  const divisor = build.op('Add', [build.op('Sqrt', [newSecond]), correctedEpsilon]);
  const direction = build.op('Div', [build.op('Mul', [newFirst, rate]), divisor]);
  const kept = decoupled
    ? build.op('Mul', [
        parameter,
        scope.scalarOf({
          input: `adamKept/${weightDecay}`,
          value: ({ learningRate }) => 1 - learningRate * weightDecay,
        }),
      ])
    : parameter;
  return [build.leaf('Sub', [kept, direction]), newFirst, newSecond];
}

/** Both forms; TensorFlow's momentum holds learning rates, PyTorch's does not. */
function rmsprop(
  node: RmspropUpdateNode,
  group: UpdateGroup,
  scope: UpdateScope,
  context: LoweringContext,
): string[] {
  const { build } = context;
  const [parameter = '', meanSquare = '', velocity = ''] = scope.names;
  const { form, decay, momentum, epsilon, weightDecay } = node.attributes;
  const scaled = (tensor: string, factor: number): string =>
    build.op('Mul', [tensor, build.scalar(factor, RANK)]);
  const gradient = decayedGradient(group, node.inputs[5], weightDecay, scope, context);
  const square = build.op('Mul', [gradient, gradient]);
  const newSquare = build.op('Add', [scaled(meanSquare, decay), scaled(square, 1 - decay)]);
  const learningRate = scope.scalarOf(LEARNING_RATE);
  const withEpsilon = (tensor: string): string =>
    build.op('Add', [tensor, build.scalar(epsilon, RANK)]);
  const inside = form === 'tensorflow';
  const divisor = inside
    ? build.op('Sqrt', [withEpsilon(newSquare)])
    : withEpsilon(build.op('Sqrt', [newSquare]));
  const numerator = inside ? build.op('Mul', [gradient, learningRate]) : gradient;
  const direction = build.op('Div', [numerator, divisor]);
  const newVelocity =
    momentum === 0 ? direction : build.op('Add', [scaled(velocity, momentum), direction]);
  const change = inside ? newVelocity : build.op('Mul', [newVelocity, learningRate]);
  return [build.leaf('Sub', [parameter, change]), newSquare, newVelocity];
}

function runningStatistics(
  group: UpdateGroup<RunningStatisticsUpdateNode>,
  scope: UpdateScope,
  context: LoweringContext,
): string[] {
  const { build } = context;
  const { momentum } = group[0].attributes;
  const fresh = 1 - momentum;
  const blended = (running: string, batch: string, weight: string): string =>
    build.leaf('Add', [
      build.op('Mul', [running, build.scalar(momentum, RANK)]),
      build.op('Mul', [batch, weight]),
    ]);
  const means = joined(
    group.map(({ inputs }) => inputs[2]),
    scope,
    context,
  );
  const variances = joined(
    group.map(({ inputs }) => inputs[3]),
    scope,
    context,
  );
  const unbiased = group.flatMap(({ attributes: { count }, inputs }) =>
    Array<number>(elements(context.shapeOf(inputs[0]))).fill((fresh * count) / (count - 1)),
  );
  const [mean = '', variance = ''] = scope.names;
  const weights = build.constant(`unbiased/${variance}`, scope.shape, Float32Array.from(unbiased));
  return [blended(mean, means, build.scalar(fresh, RANK)), blended(variance, variances, weights)];
}
