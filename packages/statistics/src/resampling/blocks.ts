import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const BLOCKS = 50;

/** Draws series of the same length from blocks of consecutive samples of one, which runs on from its beginning. */
export class BlockResampler {
  readonly #length: number;
  readonly #blockLength: number;
  /** The series, continued from its beginning, so that a block may run over its end. */
  readonly #circle: Float64Array;
  readonly #generator: ReturnType<typeof xoroshiro128plus>;
  #prefixSums: Float64Array | undefined;

  constructor(series: Float64Array, seed: number) {
    this.#length = series.length;
    this.#blockLength = Math.max(1, Math.floor(series.length / BLOCKS));
    this.#circle = new Float64Array(series.length + this.#blockLength);
    this.#circle.set(series);
    this.#circle.set(series.subarray(0, this.#blockLength), series.length);
    this.#generator = xoroshiro128plus(seed);
  }

  fill(target: Float64Array): void {
    for (let filled = 0; filled < this.#length; filled += this.#blockLength) {
      const start = uniformInt(this.#generator, 0, this.#length - 1);
      const count = Math.min(this.#blockLength, this.#length - filled);
      if (count === 1) target[filled] = this.#circle[start] as number;
      else target.set(this.#circle.subarray(start, start + count), filled);
    }
  }

  drawMean(): number {
    const sums = (this.#prefixSums ??= prefixSumsOf(this.#circle));
    let total = 0;
    for (let filled = 0; filled < this.#length; filled += this.#blockLength) {
      const start = uniformInt(this.#generator, 0, this.#length - 1);
      const count = Math.min(this.#blockLength, this.#length - filled);
      total += (sums[start + count] as number) - (sums[start] as number);
    }
    return total / this.#length;
  }
}

function prefixSumsOf(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, i) => {
    sums[i + 1] = (sums[i] as number) + value;
  });
  return sums;
}
