import { describe, expect, it } from 'vitest';
import { bootstrapMedianInterval } from '../resampling/bootstrap.js';
import { samplesForPercentile, summarizePercentiles } from './percentiles.js';

describe('samplesForPercentile', () => {
  it('asks for five samples beyond the percentile', () => {
    expect([90, 95, 99, 99.9].map(samplesForPercentile)).toEqual([50, 100, 500, 5000]);
  });
});

describe('summarizePercentiles', () => {
  it('measures those that the samples support, with intervals', () => {
    const samples = Array.from({ length: 101 }, (_, i) => (i * 37) % 101);
    const { medianMs, percentiles } = summarizePercentiles(samples, [90, 95, 99], { seed: 1 });
    expect(medianMs).toEqual({
      value: 50,
      interval: bootstrapMedianInterval(samples, { seed: 1 }),
    });
    expect(percentiles).toEqual([
      { p: 90, ms: { value: 90, interval: expect.objectContaining({ confidence: 0.95 }) } },
      { p: 95, ms: { value: 95, interval: expect.objectContaining({ confidence: 0.95 }) } },
      { p: 99, ms: { notMeasured: '101 samples: p99 needs at least 500' } },
    ]);
  });

  it('gives no interval where all samples are equal, and no percentile for one (case S03)', () => {
    expect(summarizePercentiles(new Array<number>(60).fill(3), [90], { seed: 1 })).toEqual({
      medianMs: { value: 3 },
      percentiles: [{ p: 90, ms: { value: 3 } }],
    });
    expect(summarizePercentiles([3], [90], { seed: 1 })).toEqual({
      medianMs: { value: 3 },
      percentiles: [{ p: 90, ms: { notMeasured: 'one sample: p90 needs at least 50' } }],
    });
  });
});
