import { describe, expect, it } from 'vitest';
import { draws } from '../../../../test/support/draws.js';
import { hierarchicalMedianInterval } from './hierarchical.js';

/** Processes whose levels scatter by `between`, with samples that scatter by `within` around them. */
function experiment(seed: number, processes: number, between: number, within: number): number[][] {
  const { normal } = draws(seed);
  return Array.from({ length: processes }, () => {
    const level = 10 * Math.exp(between * normal());
    return Array.from({ length: 40 }, () => level * Math.exp(within * normal()));
  });
}

function widthOf(samples: readonly (readonly number[])[]): number {
  const interval = hierarchicalMedianInterval(samples, { seed: 1, resamples: 500 });
  if ('notMeasured' in interval) throw new Error(interval.notMeasured);
  return interval.high - interval.low;
}

describe('hierarchicalMedianInterval', () => {
  it('covers the median of processes about as often as it says', () => {
    let covered = 0;
    for (let seed = 1; seed <= 150; seed += 1) {
      const interval = hierarchicalMedianInterval(experiment(seed, 16, 0.02, 0.02), {
        seed,
        resamples: 200,
      });
      if ('low' in interval && interval.low <= 10 && 10 <= interval.high) covered += 1;
    }
    expect(covered / 150).toBeGreaterThan(0.88);
    expect(covered / 150).toBeLessThanOrEqual(0.99);
  });

  it('grows with the spread between processes, which samples within them do not show', () => {
    expect(widthOf(experiment(5, 16, 0.03, 0.01))).toBeGreaterThan(
      4 * widthOf(experiment(5, 16, 0, 0.01)),
    );
  });

  it('is seeded, and says why it gives nothing', () => {
    const samples = experiment(7, 15, 0.02, 0.02);
    const again = () => hierarchicalMedianInterval(samples, { seed: 3, resamples: 100 });
    expect(again()).toEqual(again());
    expect(hierarchicalMedianInterval(samples.slice(0, 3), { seed: 1 })).toEqual({
      notMeasured: '3 processes: resampling them needs at least 14',
    });
    const constant = Array.from({ length: 14 }, () => [2, 2, 2]);
    expect(hierarchicalMedianInterval(constant, { seed: 1 })).toEqual({
      notMeasured: 'all samples are equal: the clock does not resolve their spread',
    });
    expect(() => hierarchicalMedianInterval([...samples, []], { seed: 1 })).toThrow(RangeError);
  });
});
