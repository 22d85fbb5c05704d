import type { ImageForm } from '@convbench/spec';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { ValueStep } from './step.js';

/** Sets a square around a pixel of chance to 0. Draws its row, then its column. */
export function cutout(squareSize: number, { inputSize }: ImageForm): ValueStep {
  return (image, random) => {
    const row = uniformInt(random, 0, inputSize - 1);
    const column = uniformInt(random, 0, inputSize - 1);
    clearSquare(image, inputSize, row, column, squareSize);
  };
}

/**
 * Sets the values of planes [C, size, size] to 0 within `squareSize` pixels around a centre: of an even square the
 * centre is the first pixel of its second half. What lies outside of the image is cut off.
 */
export function clearSquare(
  planes: Float32Array,
  size: number,
  row: number,
  column: number,
  squareSize: number,
): void {
  const before = Math.floor(squareSize / 2);
  const [top, left] = [row - before, column - before];
  const [firstColumn, lastColumn] = [Math.max(0, left), Math.min(size, left + squareSize)];
  for (let plane = 0; plane < planes.length; plane += size * size) {
    for (let y = Math.max(0, top); y < Math.min(size, top + squareSize); y++) {
      planes.fill(0, plane + y * size + firstColumn, plane + y * size + lastColumn);
    }
  }
}
