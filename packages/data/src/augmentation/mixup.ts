import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * Mixes each image of a batch [N, ...] with the one before it, the first with the last, in place: weight * own +
 * (1 - weight) * other (torchvision's `MixUp`; Zhang et al. 2018). Labels of the others are written to `otherLabels`.
 */
export function mixInto(
  images: Float32Array,
  labels: Int32Array,
  weight: number,
  otherLabels: Int32Array,
): void {
  const count = labels.length;
  const size = images.length / count;
  const last = images.slice((count - 1) * size);
  for (let image = count - 1; image >= 0; image--) {
    const own = image * size;
    const other = image === 0 ? last : images.subarray(own - size, own);
    for (let i = 0; i < size; i++) {
      images[own + i] = weight * (images[own + i] as number) + (1 - weight) * (other[i] as number);
    }
    otherLabels[image] = labels[(image + count - 1) % count] as number;
  }
}

/** Draws the weight of a batch: Beta(alpha, alpha), as the share of the first of two gamma variates. */
export function drawMixWeight(random: RandomGenerator, alpha: number): number {
  const difference = logGamma(random, alpha) - logGamma(random, alpha);
  return 1 / (1 + Math.exp(-difference));
}

/**
 * Logarithm of a gamma variate of shape `alpha` and scale 1 (Marsaglia and Tsang 2000; section 6 for shapes below 1).
 * The variate itself underflows where the shape is small.
 */
function logGamma(random: RandomGenerator, alpha: number): number {
  const boost = alpha < 1 ? Math.log(1 - uniformFloat64(random)) / alpha : 0;
  const d = (alpha < 1 ? alpha + 1 : alpha) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = 1 - uniformFloat64(random);
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v) + boost;
  }
}

/** Box and Muller, 1958. */
function normal(random: RandomGenerator): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
  return radius * Math.cos(2 * Math.PI * uniformFloat64(random));
}
