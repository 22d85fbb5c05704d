/** @file Optimizer and running statistics: from gradients to the new state. */
import type {
  AdamUpdateNode,
  RunningStatisticsUpdateNode,
  SgdUpdateNode,
  UpdateNode,
} from '@convbench/spec';
import type { Layout, LoweringContext } from './context.js';
import { velocityFromProduct } from './gradientProduct.js';
import type { StateBuffer } from './stateBuffers.js';
import { elements } from './stepBuilder.js';
import type { UpdateGroup } from './updateGroups.js';

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
  readonly layout: Layout;
}

/** Lowers the update of one group; returns its buffers with their outputs. */
export function lowerUpdate(
  { group, buffers, layout }: GroupBuffers,
  scalar: (scalar: StepScalar) => string,
  context: LoweringContext,
): StateBuffer[] {
  const [first] = group;
  const names = buffers.map(({ input }) => input);
  const shape = buffers[0]?.shape ?? [];
  const scope: UpdateScope = { names, shape, layout, scalarOf: scalar };
  const values = newValues(first, group, scope, context);
  return buffers.map((buffer, i) => ({
    ...buffer,
    output: context.build.output(values[i] as string, shape),
  }));
}

interface UpdateScope {
  readonly names: readonly string[];
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly scalarOf: (scalar: StepScalar) => string;
}

function newValues(
  first: UpdateNode,
  group: UpdateGroup,
  scope: UpdateScope,
  context: LoweringContext,
): string[] {
  switch (first.op) {
    case 'SgdUpdate':
      return sgd(first, group, scope, context);
    case 'AdamUpdate':
      return adam(first, group, scope, context);
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
  const { momentum, nesterov } = node.attributes;
  const factor = build.scalar(momentum, RANK);
  const learningRate = scope.scalarOf(LEARNING_RATE);
  const step = (direction: string): string =>
    build.leaf('Sub', [parameter, build.op('Mul', [direction, learningRate])]);

  const accumulated = velocityFromProduct(node.inputs[1], context);
  if (accumulated !== undefined) return [step(accumulated), accumulated];
  const direction = decayedGradient(node, group, scope, context);
  const newVelocity =
    momentum === 0
      ? build.op('Identity', [direction])
      : build.op('Add', [build.op('Mul', [velocity, factor]), direction]);
  if (!nesterov) return [step(newVelocity), newVelocity];
  const ahead = build.op('Add', [direction, build.op('Mul', [newVelocity, factor])]);
  return [step(ahead), newVelocity];
}

function decayedGradient(
  node: SgdUpdateNode | AdamUpdateNode,
  group: UpdateGroup,
  scope: UpdateScope,
  context: LoweringContext,
): string {
  const { build } = context;
  const gradients = group.map(({ inputs }) => inputs[1] as string);
  const gradient = joined(gradients, scope, context);
  const { weightDecay } = node.attributes;
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
  const { beta1, beta2, epsilon } = node.attributes;
  const scaled = (tensor: string, factor: number): string =>
    build.op('Mul', [tensor, build.scalar(factor, RANK)]);
  const gradient = decayedGradient(node, group, scope, context);
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
  return [build.leaf('Sub', [parameter, direction]), newFirst, newSecond];
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
