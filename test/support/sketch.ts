/** @file What is kept of a tensor, in a few numbers, to tell how far another one is from it. */
import { fillerSeed, fillerWord } from './filler.js';
import { norm } from './norm.js';

/**
 * A sum of the elements of a difference, each with a random sign, has the norm of the difference as its standard
 * deviation. The root mean square of eight such sums is less than a third of the norm once in a thousand times
 * (chi-square with eight degrees of freedom).
 */
const SUMS = 8;

export interface Sketch {
  readonly norm: number;
  /** Sums of the elements, each with signs of its own. */
  readonly sums: readonly number[];
}

/** The signs depend on the tensor's name. */
export function sketchOf(name: string, values: ArrayLike<number>): Sketch {
  const seed = fillerSeed(name);
  // Elements with the same signs in all sums are added up first: one addition for each element and not eight.
  const bySigns = new Float64Array(1 << SUMS);
  for (let i = 0; i < values.length; i++) {
    const signs = fillerWord(seed, i) & (bySigns.length - 1);
    bySigns[signs] = (bySigns[signs] as number) + (values[i] as number);
  }
  const sums = Array.from({ length: SUMS }, (_, k) =>
    bySigns.reduce((sum, value, signs) => ((signs >>> k) & 1 ? sum + value : sum - value), 0),
  );
  return { norm: norm(values), sums };
}

/** An estimate of the norm of the difference of two tensors of the same name. */
export function distanceOf(a: Sketch, b: Sketch): number {
  return norm(a.sums, (sum, k) => sum - (b.sums[k] ?? NaN)) / Math.sqrt(SUMS);
}

const NUMBERS = 1 + SUMS;

/** Sketches as float32 in base64. */
export function packSketches(sketches: readonly Sketch[]): string {
  const numbers = Float32Array.from(sketches.flatMap(({ norm: size, sums }) => [size, ...sums]));
  return Buffer.from(numbers.buffer).toString('base64');
}

export function unpackSketches(text: string): Sketch[] {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  const numbers = [...new Float32Array(bytes.buffer)];
  return Array.from({ length: numbers.length / NUMBERS }, (_, i) => {
    const [size = NaN, ...sums] = numbers.slice(NUMBERS * i, NUMBERS * (i + 1));
    return { norm: size, sums };
  });
}
