import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { seededGenerator } from '../seededGenerator.js';

/** The order of an epoch's images: a permutation of 0 .. length - 1 by Fisher and Yates. */
export function epochPermutation(length: number, seed: number, epoch: number): Uint32Array {
  const random = seededGenerator('image order', seed, epoch);
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const chosen = uniformInt(random, 0, last);
    const moved = order[last] as number;
    order[last] = order[chosen] as number;
    order[chosen] = moved;
  }
  return order;
}

/** The endless sequence of image numbers that a training sees: one permutation after another. */
export class ImageOrder {
  private epoch = -1;
  private permutation: Uint32Array = new Uint32Array(0);

  constructor(
    private readonly length: number,
    private readonly seed: number,
  ) {
    if (length < 1) throw new RangeError('An order needs at least one image.');
  }

  /** Fills `target` with the image numbers from `position` on, where position 0 is the first image of epoch 0. */
  read(position: number, target: Uint32Array): void {
    for (let written = 0; written < target.length;) {
      const epoch = Math.floor((position + written) / this.length);
      if (epoch !== this.epoch) {
        this.permutation = epochPermutation(this.length, this.seed, epoch);
        this.epoch = epoch;
      }
      const start = (position + written) % this.length;
      const part = this.permutation.subarray(start, start + target.length - written);
      target.set(part, written);
      written += part.length;
    }
  }
}
