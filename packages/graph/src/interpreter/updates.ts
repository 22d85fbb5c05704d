import type { AdamUpdateNode, SgdUpdateNode } from '@convbench/spec';
import { zeros, type Tensor } from './tensor.js';

export function sgdUpdate(
  parameter: Tensor,
  gradient: Tensor,
  velocity: Tensor,
  learningRate: Tensor,
  { momentum, nesterov, weightDecay }: SgdUpdateNode['attributes'],
): [newParameter: Tensor, newVelocity: Tensor] {
  const rate = learningRate.data[0] as number;
  const newParameter = zeros(parameter.shape);
  const newVelocity = zeros(parameter.shape);
  for (let i = 0; i < newParameter.data.length; i++) {
    const p = parameter.data[i] as number;
    const d = (gradient.data[i] as number) + weightDecay * p;
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
  { beta1, beta2, epsilon, weightDecay }: AdamUpdateNode['attributes'],
): [newParameter: Tensor, newFirstMoment: Tensor, newSecondMoment: Tensor] {
  const rate = learningRate.data[0] as number;
  const t = step.data[0] as number;
  const newParameter = zeros(parameter.shape);
  const newFirst = zeros(parameter.shape);
  const newSecond = zeros(parameter.shape);
  for (let i = 0; i < newParameter.data.length; i++) {
    const p = parameter.data[i] as number;
    const g = (gradient.data[i] as number) + weightDecay * p;
    const m = beta1 * (firstMoment.data[i] as number) + (1 - beta1) * g;
    const v = beta2 * (secondMoment.data[i] as number) + (1 - beta2) * g * g;
    newFirst.data[i] = m;
    newSecond.data[i] = v;
    newParameter.data[i] =
      p - (rate * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
  }
  return [newParameter, newFirst, newSecond];
}
