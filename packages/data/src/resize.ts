/** Brings one square plane of bytes to another size. */
export type PlaneResizer = (
  source: Uint8Array,
  sourceOffset: number,
  target: Uint8Array,
  targetOffset: number,
) => void;

/** Weights of the source pixels that one target pixel is made of; they sum to 1. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Bilinear with half-pixel centres. When shrinking, the triangle is widened by the ratio of the sizes (antialiasing),
 * which is what Pillow and torchvision's antialiased resize do; when growing, it is plain bilinear interpolation
 * with the border repeated.
 */
function bilinearTaps(sourceSize: number, targetSize: number): Taps[] {
  const ratio = sourceSize / targetSize;
  const radius = Math.max(1, ratio);
  return Array.from({ length: targetSize }, (_, index) => {
    const centre = (index + 0.5) * ratio;
    const first = Math.max(0, Math.ceil(centre - radius - 0.5));
    const last = Math.min(sourceSize - 1, Math.floor(centre + radius - 0.5));
    const raw = Array.from(
      { length: last - first + 1 },
      (_, tap) => 1 - Math.abs(first + tap + 0.5 - centre) / radius,
    );
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: Float64Array.from(raw, (weight) => weight / total) };
  });
}

/** A bilinear resizer of square planes, rows first, rounded once at the end. */
export function bilinearResizer(sourceSize: number, targetSize: number): PlaneResizer {
  const taps = bilinearTaps(sourceSize, targetSize);
  const rows = new Float64Array(sourceSize * targetSize);
  const sums = new Float64Array(targetSize);

  return (source, sourceOffset, target, targetOffset) => {
    for (let y = 0; y < sourceSize; y++) {
      for (let x = 0; x < targetSize; x++) {
        const { first, weights } = taps[x] as Taps;
        const start = sourceOffset + y * sourceSize + first;
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap++) {
          sum += (weights[tap] as number) * (source[start + tap] as number);
        }
        rows[y * targetSize + x] = sum;
      }
    }
    for (let y = 0; y < targetSize; y++) {
      const { first, weights } = taps[y] as Taps;
      sums.fill(0);
      for (let tap = 0; tap < weights.length; tap++) {
        const weight = weights[tap] as number;
        const row = (first + tap) * targetSize;
        for (let x = 0; x < targetSize; x++) {
          sums[x] = (sums[x] as number) + weight * (rows[row + x] as number);
        }
      }
      for (let x = 0; x < targetSize; x++) {
        target[targetOffset + y * targetSize + x] = Math.round(sums[x] as number);
      }
    }
  };
}

/** Puts a plane in the middle of zeros. */
export function zeroPadder(sourceSize: number, padding: number): PlaneResizer {
  const targetSize = sourceSize + 2 * padding;
  return (source, sourceOffset, target, targetOffset) => {
    target.fill(0, targetOffset, targetOffset + targetSize * targetSize);
    for (let y = 0; y < sourceSize; y++) {
      const start = sourceOffset + y * sourceSize;
      const row = targetOffset + (y + padding) * targetSize + padding;
      target.set(source.subarray(start, start + sourceSize), row);
    }
  };
}

/** Leaves a plane as it is. */
export function planeCopier(size: number): PlaneResizer {
  return (source, sourceOffset, target, targetOffset) => {
    target.set(source.subarray(sourceOffset, sourceOffset + size * size), targetOffset);
  };
}
