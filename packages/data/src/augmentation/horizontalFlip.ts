import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { ByteStep } from './step.js';

/** Mirrors left and right with a probability. */
export function horizontalFlip(probability: number, size: number): ByteStep {
  return (image, random) => {
    if (uniformFloat64(random) < probability) mirrorRows(image, size);
  };
}

/** Reverses every row of `size` values. */
export function mirrorRows(planes: Uint8Array, size: number): void {
  for (let row = 0; row < planes.length; row += size) planes.subarray(row, row + size).reverse();
}
