/** Seeded random numbers for simulations in tests. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Draws {
  /** In [0, 1). */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** Mean 1. */
  exponential(): number;
  /** Student's t with 3 degrees of freedom, scaled to standard deviation 1: now and then far out. */
  heavy(): number;
  /** Numbers from 0 to count - 1 in random order. */
  order(count: number): number[];
}

export function draws(seed: number): Draws {
  const generator = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1));
  // The first numbers of neighbouring seeds resemble each other.
  for (let i = 0; i < 20; i += 1) uniformFloat64(generator);
  const uniform = () => uniformFloat64(generator);
  const exponential = () => -Math.log(1 - uniform());
  // Box and Muller.
  const normal = () => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    exponential,
    heavy: () => {
      const chi2 = normal() ** 2 + normal() ** 2 + normal() ** 2;
      return normal() / Math.sqrt(chi2);
    },
    order: (count) => {
      const keys = Array.from({ length: count }, (_, i) => [uniform(), i] as const);
      return keys.sort(([a], [b]) => a - b).map(([, i]) => i);
    },
  };
}
