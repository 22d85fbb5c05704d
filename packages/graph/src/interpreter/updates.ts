import type {
  AdamUpdateNode,
  AverageUpdateNode,
  GradientClipNode,
  RmspropUpdateNode,
  SgdUpdateNode,
} from '@convbench/spec';
import { tensorOf, zeros, type Tensor } from './tensor.js';

export function sgdUpdate(
  parameter: Tensor,
  gradient: Tensor,
  velocity: Tensor,
  learningRate: Tensor,
  clip: Tensor | undefined,
  { momentum, nesterov, weightDecay }: SgdUpdateNode['attributes'],
): [newParameter: Tensor, newVelocity: Tensor] {
  const rate = scalarOf(learningRate);
  const factor = scalarOf(clip);
  const newParameter = zeros(parameter.shape);
  const newVelocity = zeros(parameter.shape);
  for (let i = 0; i < newParameter.data.length; i++) {
    const p = parameter.data[i] as number;
    const d = factor * (gradient.data[i] as number) + weightDecay * p;
    const v = momentum * (velocity.data[i] as number) + d;
    newVelocity.data[i] = v;
    newParameter.data[i] = p - rate * (nesterov ? d + momentum * v : v);
  }
  return [newParameter, newVelocity];
}

export function adamUpdate(
  parameter: Tensor,
  gradient: Tensor,
  firstMoment: Tensor,
  secondMoment: Tensor,
  learningRate: Tensor,
  step: Tensor,
  clip: Tensor | undefined,
  { beta1, beta2, epsilon, weightDecay, decoupled }: AdamUpdateNode['attributes'],
): [newParameter: Tensor, newFirstMoment: Tensor, newSecondMoment: Tensor] {
  const [rate, t, factor] = [scalarOf(learningRate), scalarOf(step), scalarOf(clip)];
  const newParameter = zeros(parameter.shape);
  const newFirst = zeros(parameter.shape);
  const newSecond = zeros(parameter.shape);
  for (let i = 0; i < newParameter.data.length; i++) {
    const p = parameter.data[i] as number;
    const g = factor * (gradient.data[i] as number) + (decoupled ? 0 : weightDecay * p);
    const m = beta1 * (firstMoment.data[i] as number) + (1 - beta1) * g;
    const v = beta2 * (secondMoment.data[i] as number) + (1 - beta2) * g * g;
    newFirst.data[i] = m;
    newSecond.data[i] = v;
    const decayed = decoupled ? p * (1 - rate * weightDecay) : p;
    newParameter.data[i] =
      decayed - (rate * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
  }
  return [newParameter, newFirst, newSecond];
}

export function rmspropUpdate(
  parameter: Tensor,
  gradient: Tensor,
  meanSquare: Tensor,
  velocity: Tensor,
  learningRate: Tensor,
  clip: Tensor | undefined,
  { form, decay, momentum, epsilon, weightDecay }: RmspropUpdateNode['attributes'],
): [newParameter: Tensor, newMeanSquare: Tensor, newVelocity: Tensor] {
  const [rate, factor] = [scalarOf(learningRate), scalarOf(clip)];
  const newParameter = zeros(parameter.shape);
  const newMeanSquare = zeros(parameter.shape);
  const newVelocity = zeros(parameter.shape);
  for (let i = 0; i < newParameter.data.length; i++) {
    const p = parameter.data[i] as number;
    const g = factor * (gradient.data[i] as number) + weightDecay * p;
    const s = decay * (meanSquare.data[i] as number) + (1 - decay) * g * g;
    const before = momentum * (velocity.data[i] as number);
    const inside = form === 'tensorflow';
    const v =
      before + (inside ? (rate * g) / Math.sqrt(s + epsilon) : g / (Math.sqrt(s) + epsilon));
    newMeanSquare.data[i] = s;
    newVelocity.data[i] = v;
    newParameter.data[i] = p - (inside ? v : rate * v);
  }
  return [newParameter, newMeanSquare, newVelocity];
}

export function averageUpdate(
  average: Tensor,
  value: Tensor,
  step: Tensor,
  { decay, rampUp }: AverageUpdateNode['attributes'],
): Tensor {
  const t = scalarOf(step);
  const kept = rampUp ? Math.min(decay, (1 + t) / (10 + t)) : decay;
  return tensorOf(
    average.shape,
    average.data.map((old, i) => kept * old + (1 - kept) * (value.data[i] as number)),
  );
}

/** The factor of all gradients; 1 where their norm is small enough. */
export function gradientClip(
  gradients: readonly Tensor[],
  { maximumNorm }: GradientClipNode['attributes'],
): Tensor {
  let sum = 0;
  for (const { data } of gradients) for (const value of data) sum += value * value;
  return tensorOf([], [Math.min(1, maximumNorm / (Math.sqrt(sum) + 1e-6))]);
}

/** 1 for a factor that is not there. */
function scalarOf(tensor: Tensor | undefined): number {
  return tensor === undefined ? 1 : (tensor.data[0] as number);
}
