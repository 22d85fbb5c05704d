import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Times at which images arrive, in milliseconds from 0, at random and independently of one another: a Poisson process,
 * with exponential gaps of `1000 / ratePerSecond` ms in the mean. The same seed gives the same pattern, stretched with
 * the rate, so that neighbouring rates are compared under the same clusters.
 *
 * @throws RangeError for a rate that is not positive.
 */
export function poissonArrivals(ratePerSecond: number, count: number, seed: number): number[] {
  if (!(ratePerSecond > 0)) throw new RangeError(`poissonArrivals: rate ${ratePerSecond}.`);
  const generator = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1));
  // The first numbers of neighbouring seeds resemble each other.
  for (let i = 0; i < 20; i += 1) uniformFloat64(generator);
  let time = 0;
  return Array.from({ length: count }, () => {
    time += (-Math.log(1 - uniformFloat64(generator)) * 1000) / ratePerSecond;
    return time;
  });
}
