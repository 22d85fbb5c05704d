import type { ImageForm } from '@convbench/spec';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { ByteStep } from './step.js';

/**
 * Moves the image by up to `padding` pixels each way and fills what becomes free: a part of the image's size, cut out of
 * the padded image (torchvision's `RandomCrop`). Draws the part's row, then its column.
 */
export function randomCrop(padding: number, fill: number, form: ImageForm): ByteStep {
  const moved = new Uint8Array(form.channels * form.inputSize ** 2);
  return (image, random) => {
    const top = uniformInt(random, 0, 2 * padding) - padding;
    const left = uniformInt(random, 0, 2 * padding) - padding;
    if (top === 0 && left === 0) return;
    cutPart(image, form.inputSize, top, left, fill, moved);
    image.set(moved);
  };
}

/**
 * Copies the square of `size` pixels whose first pixel is (top, left) of planes [C, size, size] to `target`; what lies
 * outside of them becomes `fill`.
 */
export function cutPart(
  planes: Uint8Array,
  size: number,
  top: number,
  left: number,
  fill: number,
  target: Uint8Array,
): void {
  target.fill(fill);
  const [firstRow, lastRow] = [Math.max(0, -top), Math.min(size, size - top)];
  const [firstColumn, lastColumn] = [Math.max(0, -left), Math.min(size, size - left)];
  if (firstColumn >= lastColumn) return;
  for (let plane = 0; plane < planes.length; plane += size * size) {
    for (let row = firstRow; row < lastRow; row++) {
      const from = plane + (row + top) * size + left;
      const part = planes.subarray(from + firstColumn, from + lastColumn);
      target.set(part, plane + row * size + firstColumn);
    }
  }
}
