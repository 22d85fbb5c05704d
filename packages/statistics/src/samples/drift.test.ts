import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws } from '../../../../test/support/draws.js';
import { detectDrift, mannKendall, measureDrift } from './drift.js';

/** Latencies of 10 ms that scatter by 2 %, and grow by `change` over the time. */
function drifting(seed: number, count: number, change: number): number[] {
  const { normal } = draws(seed);
  return Array.from({ length: count }, (_, i) => 10 * (1 + 0.02 * normal() + (change * i) / count));
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

describe('measureDrift', () => {
  it('gives the change over the whole time', () => {
    for (const change of [-0.2, 0.1, 0.5]) {
      const drift = measureDrift(drifting(1, 1000, change));
      if ('notMeasured' in drift) throw new Error(drift.notMeasured);
      expect(drift.relativeChange).toBeCloseTo(change / (1 + change / 2), 1);
      expect(drift.pValue).toBeLessThan(1e-6);
    }
  });

  it('is not moved by stalls, and turns round with the series', () => {
    const samples = drifting(2, 400, 0.1);
    const stalled = samples.map((value, i) => (i % 17 === 0 ? 40 * value : value));
    const [plain, disturbed, reversed] = [samples, stalled, [...samples].reverse()].map((each) => {
      const drift = measureDrift(each);
      if ('notMeasured' in drift) throw new Error(drift.notMeasured);
      return drift;
    });
    expect(disturbed!.relativeChange).toBeCloseTo(plain!.relativeChange, 1);
    expect(reversed!.relativeChange).toBeCloseTo(-plain!.relativeChange, 9);
    expect(reversed!.pValue).toBeCloseTo(plain!.pValue, 9);
  });

  it('needs 16 samples', () => {
    expect(measureDrift([1, 2, 3])).toEqual({
      notMeasured: '3 samples: a trend needs at least 16',
    });
    expect(measureDrift(new Array<number>(16).fill(4))).toEqual({ relativeChange: 0, pValue: 1 });
  });
});

describe('detectDrift', () => {
  it('finds 5 % nearly always, and none where there is none', () => {
    const found = seeds.filter((seed) => detectDrift(drifting(seed, 200, 0.05)) !== undefined);
    expect(found.length / seeds.length).toBeGreaterThan(0.9);
    const wrong = seeds.filter((seed) => detectDrift(drifting(seed, 200, 0)) !== undefined);
    expect(wrong.length / seeds.length).toBeLessThan(0.02);
  });

  it('does not take samples that resemble their neighbours for a trend', () => {
    const wrong = seeds.filter((seed) => {
      const { normal } = draws(seed);
      let state = 0;
      const samples = Array.from({ length: 500 }, () => {
        state = 0.8 * state + 0.6 * normal();
        return 10 * (1 + 0.02 * state);
      });
      return detectDrift(samples) !== undefined;
    });
    expect(wrong.length / seeds.length).toBeLessThan(0.03);
  });

  it('leaves a certain change alone that is too small to matter', () => {
    const samples = Array.from({ length: 100 }, (_, i) => 10 + 0.001 * i);
    expect(detectDrift(samples)).toBe(undefined);
    expect(detectDrift(samples, 0.005)).toBeDefined();
  });
});

describe('mannKendall', () => {
  it('agrees with the formula in NumPy and SciPy', () => {
    // S = 39 and variance 125 without ties; S = 36 and variance 122 with them; 2 * norm.sf((|S| - 1) / sqrt(variance)).
    expect(mannKendall([1, 3, 2, 4, 6, 5, 7, 8, 10, 9])).toBeCloseTo(0.0006767641801210457, 6);
    expect(mannKendall([1, 1, 2, 4, 2, 5, 7, 7, 6, 9])).toBeCloseTo(0.0015309543450489815, 6);
  });

  it('is symmetric and does not care about the scale', () => {
    const series = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(series, (values) => {
        const p = mannKendall(values);
        expect(mannKendall([...values].reverse())).toBeCloseTo(p, 9);
        expect(mannKendall(values.map((value) => Math.exp(value / 9)))).toBeCloseTo(p, 9);
      }),
    );
  });
});
