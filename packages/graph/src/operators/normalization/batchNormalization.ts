import type { BatchNormalizationAttributes } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { tensorOf, zeros, type Tensor } from '../../interpreter/tensor.js';

/** y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, per channel. */
export function batchNormalization(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  mean: Tensor,
  variance: Tensor,
  { epsilon }: BatchNormalizationAttributes,
): Tensor {
  const y = zeros(x.shape);
  forEachChannelMap(x, (begin, end, c) => {
    const scale = (gamma.data[c] as number) / Math.sqrt((variance.data[c] as number) + epsilon);
    const [center, shift] = [mean.data[c] as number, beta.data[c] as number];
    for (let i = begin; i < end; i++) y.data[i] = ((x.data[i] as number) - center) * scale + shift;
  });
  return y;
}

/** With the batch's own mean and biased variance, which it also returns. */
export function batchNormalizationTraining(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  attributes: BatchNormalizationAttributes,
): [y: Tensor, batchMean: Tensor, batchVariance: Tensor] {
  const count = x.data.length / (x.shape[1] as number);
  requireSeveralValues(count);
  const mean = zeros(gamma.shape);
  forEachChannelValue(x, (i, c) => {
    mean.data[c] = (mean.data[c] as number) + (x.data[i] as number) / count;
  });
  const variance = zeros(gamma.shape);
  forEachChannelValue(x, (i, c) => {
    const difference = (x.data[i] as number) - (mean.data[c] as number);
    variance.data[c] = (variance.data[c] as number) + (difference * difference) / count;
  });
  return [batchNormalization(x, gamma, beta, mean, variance, attributes), mean, variance];
}

/** With z the normalised x: dx = gamma / deviation * (dy - mean(dy) - z * mean(dy * z)). */
export function batchNormalizationGrad(
  dy: Tensor,
  x: Tensor,
  gamma: Tensor,
  mean: Tensor,
  variance: Tensor,
  { epsilon }: BatchNormalizationAttributes,
): [dx: Tensor, dGamma: Tensor, dBeta: Tensor] {
  const count = x.data.length / (x.shape[1] as number);
  const inverse = variance.data.map((value) => 1 / Math.sqrt(value + epsilon));
  const normalised = (i: number, c: number): number =>
    ((x.data[i] as number) - (mean.data[c] as number)) * (inverse[c] as number);
  const dGamma = zeros(gamma.shape);
  const dBeta = zeros(gamma.shape);
  forEachChannelValue(x, (i, c) => {
    const d = dy.data[i] as number;
    dGamma.data[c] = (dGamma.data[c] as number) + d * normalised(i, c);
    dBeta.data[c] = (dBeta.data[c] as number) + d;
  });
  const dx = zeros(x.shape);
  forEachChannelValue(x, (i, c) => {
    const common = (dBeta.data[c] as number) + normalised(i, c) * (dGamma.data[c] as number);
    const centred = (dy.data[i] as number) - common / count;
    dx.data[i] = (gamma.data[c] as number) * (inverse[c] as number) * centred;
  });
  return [dx, dGamma, dBeta];
}

/** dx = dy * gamma / sqrt(variance + epsilon): statistics that are given do not depend on x. */
export function frozenBatchNormalizationGrad(
  dy: Tensor,
  gamma: Tensor,
  variance: Tensor,
  { epsilon }: BatchNormalizationAttributes,
): Tensor {
  const dx = zeros(dy.shape);
  forEachChannelValue(dy, (i, c) => {
    const scale = (gamma.data[c] as number) / Math.sqrt((variance.data[c] as number) + epsilon);
    dx.data[i] = (dy.data[i] as number) * scale;
  });
  return dx;
}

/** The moving averages; the variance is made unbiased first, as PyTorch does. */
export function runningStatisticsUpdate(
  mean: Tensor,
  variance: Tensor,
  batchMean: Tensor,
  batchVariance: Tensor,
  { momentum, count }: { readonly momentum: number; readonly count: number },
): [newMean: Tensor, newVariance: Tensor] {
  requireSeveralValues(count);
  const average = (running: Tensor, batch: Tensor, factor: number): Tensor =>
    tensorOf(
      running.shape,
      running.data.map(
        (value, c) => momentum * value + (1 - momentum) * factor * (batch.data[c] as number),
      ),
    );
  return [average(mean, batchMean, 1), average(variance, batchVariance, count / (count - 1))];
}

function requireSeveralValues(count: number): void {
  if (count < 2)
    throw new UserError(
      'graph',
      `A batch normalisation in training got ${count} value per channel, which has no variance.`,
      'Train with a batch size of at least 2.',
    );
}

function forEachChannelValue(x: Tensor, visit: (i: number, channel: number) => void): void {
  forEachChannelMap(x, (begin, end, c) => {
    for (let i = begin; i < end; i++) visit(i, c);
  });
}

function forEachChannelMap(
  x: Tensor,
  visit: (begin: number, end: number, channel: number) => void,
): void {
  const [, channels = 1, ...map] = x.shape;
  const size = map.reduce((product, dimension) => product * dimension, 1);
  for (let begin = 0, c = 0; begin < x.data.length; begin += size, c = (c + 1) % channels)
    visit(begin, begin + size, c);
}
