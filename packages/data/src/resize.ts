import { makeResampler } from './image/resample.js';

/** Brings one square plane of bytes to another size. */
export type PlaneResizer = (
  source: Uint8Array,
  sourceOffset: number,
  target: Uint8Array,
  targetOffset: number,
) => void;

/** A bilinear resizer of square planes: antialiased when it shrinks, the border repeated when it grows. */
export function bilinearResizer(sourceSize: number, targetSize: number): PlaneResizer {
  const square = (side: number) => ({ width: side, height: side });
  return makeResampler('bilinear', 1, square(sourceSize), square(targetSize));
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
