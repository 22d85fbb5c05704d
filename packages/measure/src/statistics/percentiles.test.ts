import { describe, expect, it } from 'vitest';
import { samplesForPercentile, summarizePercentiles } from './percentiles.js';

describe('samplesForPercentile', () => {
  it('asks for five samples beyond the percentile', () => {
    expect([90, 95, 99, 99.9].map(samplesForPercentile)).toEqual([50, 100, 500, 5000]);
  });
});

describe('summarizePercentiles', () => {
  it('measures those that the samples support, with intervals', () => {
    const samples = Array.from({ length: 101 }, (_, i) => (i * 37) % 101);
    const [p90, p95, p99] = summarizePercentiles(samples, [90, 95, 99], { seed: 1 });
    expect(p90).toMatchObject({ p: 90, ms: { value: 90, interval: { confidence: 0.95 } } });
    expect(p95).toMatchObject({ p: 95, ms: { value: 95 } });
    expect(p99).toEqual({
      p: 99,
      ms: { notMeasured: '101 samples: p99 needs at least 500' },
    });
  });

  it('gives no interval where all samples are equal, and no figure for one (case S03)', () => {
    expect(summarizePercentiles(new Array<number>(60).fill(3), [90], { seed: 1 })).toEqual([
      { p: 90, ms: { value: 3 } },
    ]);
    expect(summarizePercentiles([3], [90], { seed: 1 })).toEqual([
      { p: 90, ms: { notMeasured: 'one sample: p90 needs at least 50' } },
    ]);
  });
});
