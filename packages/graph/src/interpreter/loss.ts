import { tensorOf, zeros, type Tensor } from './tensor.js';

interface Smoothing {
  readonly labelSmoothing: number;
}

/** Of each image its label; where images are mixed, also that of the other one, and the weight of the former. */
type Targets = readonly [
  labels: Tensor,
  otherLabels?: Tensor | undefined,
  weight?: Tensor | undefined,
];

/** Mean loss of the batch, and the number of images whose largest logit is the label: two scalars. */
export function softmaxCrossEntropy(
  logits: Tensor,
  targets: Targets,
  smoothing: Smoothing,
): [loss: Tensor, correct: Tensor] {
  const [images, classes] = logits.shape as [number, number];
  let loss = 0;
  let correct = 0;
  for (let n = 0; n < images; n++) {
    const row = logits.data.subarray(n * classes, (n + 1) * classes);
    const logSum = logSumExp(row);
    const target = targetOf(targets, n, classes, smoothing);
    row.forEach((logit, k) => (loss += (target[k] as number) * (logSum - logit)));
    if (isLargest(row, labelOf(targets[0], n, classes))) correct++;
  }
  return [tensorOf([], [loss / images]), tensorOf([], [correct])];
}

/** dLogits = scale / N * (softmax - target) */
export function softmaxCrossEntropyGrad(
  logits: Tensor,
  targets: Targets,
  { scale, ...smoothing }: Smoothing & { readonly scale: number },
): Tensor {
  const [images, classes] = logits.shape as [number, number];
  const dLogits = zeros(logits.shape);
  for (let n = 0; n < images; n++) {
    const row = logits.data.subarray(n * classes, (n + 1) * classes);
    const logSum = logSumExp(row);
    targetOf(targets, n, classes, smoothing).forEach((target, k) => {
      const probability = Math.exp((row[k] as number) - logSum);
      dLogits.data[n * classes + k] = (scale / images) * (probability - target);
    });
  }
  return dLogits;
}

/** (1 - e) * (weight * onehot(label) + (1 - weight) * onehot(other)) + e / K */
function targetOf(
  [labels, otherLabels, weight]: Targets,
  image: number,
  classes: number,
  { labelSmoothing }: Smoothing,
): Float64Array {
  const target = new Float64Array(classes).fill(labelSmoothing / classes);
  const own = weight === undefined ? 1 : (weight.data[0] as number);
  const add = (label: number, part: number): void => {
    target[label] = (target[label] as number) + (1 - labelSmoothing) * part;
  };
  add(labelOf(labels, image, classes), own);
  if (otherLabels) add(labelOf(otherLabels, image, classes), 1 - own);
  return target;
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
