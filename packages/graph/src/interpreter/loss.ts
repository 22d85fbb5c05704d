import { tensorOf, zeros, type Tensor } from './tensor.js';

interface Smoothing {
  readonly labelSmoothing: number;
}

/** Mean loss of the batch, and the number of images whose largest logit is the label: two scalars. */
export function softmaxCrossEntropy(
  logits: Tensor,
  labels: Tensor,
  { labelSmoothing }: Smoothing,
): [loss: Tensor, correct: Tensor] {
  const [images, classes] = logits.shape as [number, number];
  let loss = 0;
  let correct = 0;
  for (let n = 0; n < images; n++) {
    const row = logits.data.subarray(n * classes, (n + 1) * classes);
    const label = labelOf(labels, n, classes);
    const logSum = logSumExp(row);
    let sum = 0;
    for (const logit of row) sum += logSum - logit;
    loss +=
      (1 - labelSmoothing) * (logSum - (row[label] as number)) + (labelSmoothing / classes) * sum;
    if (isLargest(row, label)) correct++;
  }
  return [tensorOf([], [loss / images]), tensorOf([], [correct])];
}

/** dLogits = scale / N * (softmax - target), target = (1 - e) * onehot + e / K */
export function softmaxCrossEntropyGrad(
  logits: Tensor,
  labels: Tensor,
  { labelSmoothing, scale }: Smoothing & { readonly scale: number },
): Tensor {
  const [images, classes] = logits.shape as [number, number];
  const dLogits = zeros(logits.shape);
  for (let n = 0; n < images; n++) {
    const row = logits.data.subarray(n * classes, (n + 1) * classes);
    const label = labelOf(labels, n, classes);
    const logSum = logSumExp(row);
    for (let k = 0; k < classes; k++) {
      const target = labelSmoothing / classes + (k === label ? 1 - labelSmoothing : 0);
      const probability = Math.exp((row[k] as number) - logSum);
      dLogits.data[n * classes + k] = (scale / images) * (probability - target);
    }
  }
  return dLogits;
}

function logSumExp(row: Float64Array): number {
  const largest = row.reduce((left, right) => Math.max(left, right), -Infinity);
  let sum = 0;
  for (const logit of row) sum += Math.exp(logit - largest);
  return largest + Math.log(sum);
}

/** Among equal logits the first one counts as the largest; with a NaN none does. */
function isLargest(row: Float64Array, label: number): boolean {
  const own = row[label] as number;
  return row.every((logit, k) => (k < label ? logit < own : logit <= own));
}

function labelOf(labels: Tensor, image: number, classes: number): number {
  const label = labels.data[image] as number;
  if (!(Number.isInteger(label) && label >= 0 && label < classes))
    throw new RangeError(`Label ${label} of image ${image} is not one of ${classes} classes.`);
  return label;
}
