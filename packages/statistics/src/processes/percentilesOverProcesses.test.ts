import { isMeasured, type Measured } from '@convbench/spec';
import fc from 'fast-check';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../distributions/normal.js';
import { summarizePercentiles } from '../summary/percentiles.js';
import { percentilesOverProcesses } from './percentilesOverProcesses.js';
import { summarizeProcesses } from './summarizeProcesses.js';

const seed = 1;

/** Processes whose calls scatter by `within` about a level that scatters by `between`, of logarithms. */
function processes(
  generator: ReturnType<typeof xoroshiro128plus>,
  { count, calls, between, within }: Record<'count' | 'calls' | 'between' | 'within', number>,
): number[][] {
  const normal = () => normalQuantile(Math.max(uniformFloat64(generator), Number.EPSILON));
  return Array.from({ length: count }, () => {
    const level = Math.exp(between * normal());
    return Array.from({ length: calls }, () => level * Math.exp(within * normal()));
  });
}

function medianOf(samples: readonly number[][]): Measured {
  return summarizeProcesses(
    samples.map((of) => ({ median: summarizePercentiles(of, [], { seed }).medianMs, samples: of })),
    { seed },
  ).figure;
}

const p95Of = (samples: readonly number[][]) => {
  const [found] = percentilesOverProcesses(samples, {
    percentiles: [95],
    median: medianOf(samples),
    seed,
  });
  if (found === undefined || !isMeasured(found.ms)) throw new Error('no p95');
  return found.ms;
};

describe('percentilesOverProcesses', () => {
  it('is what the samples tell where there is one process', () => {
    const samples = processes(xoroshiro128plus(3), {
      count: 1,
      calls: 200,
      between: 0,
      within: 0.1,
    });
    expect(p95Of(samples)).toEqual(
      summarizePercentiles(samples.flat(), [95], { seed }).percentiles[0]?.ms,
    );
  });

  it('is as unsure as the median over processes, or more', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 5 }), (start, count) => {
        const samples = processes(xoroshiro128plus(start), {
          count,
          calls: 100,
          between: 0.3,
          within: 0.05,
        });
        const median = medianOf(samples);
        const p95 = p95Of(samples);
        if (!isMeasured(median) || !median.interval || !p95.interval)
          throw new Error('no interval');
        const width = ({ low, high }: { low: number; high: number }) => high / low;
        expect(width(p95.interval)).toBeGreaterThanOrEqual(width(median.interval) * (1 - 1e-9));
        expect(p95.interval.low).toBeLessThanOrEqual(p95.value);
        expect(p95.interval.high).toBeGreaterThanOrEqual(p95.value);
      }),
      { numRuns: 20 },
    );
  });

  it('holds the p95 of a typical process 19 times of 20, where the samples alone hold it seldom', () => {
    const shape = { calls: 120, between: 0.2, within: 0.05 };
    const generator = xoroshiro128plus(7);
    const truth = Math.exp(shape.within * normalQuantile(0.95));
    const held = { processes: 0, samples: 0 };
    const trials = 100;
    for (let trial = 0; trial < trials; trial += 1) {
      const samples = processes(generator, { ...shape, count: 3 });
      const [pooled] = summarizePercentiles(samples.flat(), [95], {
        seed,
        resamples: 200,
      }).percentiles;
      held.processes += Number(holds(p95Of(samples), truth));
      held.samples += Number(pooled !== undefined && holds(pooled.ms, truth));
    }
    expect(held.processes / trials).toBeGreaterThan(0.9);
    expect(held.samples / trials).toBeLessThan(0.4);
  });

  it('gives what the samples support, and none of processes that took no time', () => {
    const median: Measured = { value: 2 };
    const few = percentilesOverProcesses(
      [
        [2, 3],
        [2, 1],
      ],
      { percentiles: [90], median, seed },
    );
    expect(few).toEqual([{ p: 90, ms: { notMeasured: '4 samples: p90 needs at least 50' } }]);
    const still = Array.from({ length: 60 }, () => 0);
    const [none] = percentilesOverProcesses([still, still], { percentiles: [90], median, seed });
    expect(none).toEqual({ p: 90, ms: { value: 0 } });
  });
});

const holds = (figure: Measured, truth: number) =>
  isMeasured(figure) &&
  figure.interval !== undefined &&
  figure.interval.low <= truth &&
  truth <= figure.interval.high;
