import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * A random generator of its own for every key. The key is hashed, so that neighbouring seeds, epochs or image
 * numbers give unrelated sequences.
 */
export function seededGenerator(...key: readonly (string | number)[]): RandomGenerator {
  const digest = createHash('sha256').update(JSON.stringify(key)).digest();
  return xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
}
