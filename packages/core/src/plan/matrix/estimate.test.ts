import { measuringSchema } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { estimateRounds, estimateTraining, knownRates } from './estimate.js';

const none = knownRates([], 2);
const network = { graphSha256: 'a', macs: 1e8 };
const training = { imagesPerSecond: 500, threads: 2 };
const sample = { graphSha256: 'a', macs: 1e8, training };

it('knows the rates of trainings with as many threads', () => {
  const known = knownRates(
    [
      sample,
      { ...sample, graphSha256: 'b', macs: 2e8 },
      { ...sample, training: { ...training, threads: 1 } },
    ],
    2,
  );
  expect(known.imagesPerSecondByGraph.get('a')).toBe(500);
  // 500 images/s, three passes, two FLOPs for each multiply-accumulate.
  expect(known.flopsPerSecond).toBe(500 * 6 * 2e8);
  expect(none.flopsPerSecond).toBeNull();
});

it('takes the rate of the same network, else of the same work, else a rough one', () => {
  const known = knownRates([sample], 2);
  const seconds = (graphSha256: string, macs: number, rates = known) =>
    estimateTraining(10_000, { graphSha256, macs }, 2, rates);
  const start = seconds('a', 1e8) - 10_000 / 500;
  expect(start).toBeCloseTo(1, 6);
  expect(seconds('b', 2e8) - start).toBeCloseTo(10_000 / 250, 6);
  expect(seconds('a', 1e8, none)).toBeGreaterThan(start);
  expect(estimateTraining(10_000, network, 4, none)).toBeLessThan(seconds('a', 1e8, none));
});

describe('the rounds of a cell', () => {
  const measuring = measuringSchema.parse({});
  const cell = {
    macs: 1e6,
    scenario: 'latency' as const,
    batchSize: 1,
    testImages: 0,
    threads: 2,
    measuring,
  };
  const total = (rounds: readonly number[]) => rounds.reduce((sum, seconds) => sum + seconds, 0);

  it('take warm-up and steady state within their limits', () => {
    const small = estimateRounds(cell, none);
    expect(small).toHaveLength(5);
    for (const seconds of small) expect(seconds).toBeGreaterThan(measuring.minimumTimeMs / 1000);
    const limit = (measuring.maximumWarmupMs + measuring.maximumTimeMs) / 1000;
    for (const seconds of estimateRounds({ ...cell, macs: 1e13, batchSize: 64 }, none))
      expect(seconds).toBeCloseTo(1 + limit, 6);
  });

  it('look at accuracy once', () => {
    const large = { ...cell, macs: 1e9, testImages: 10_000 };
    const all = estimateRounds(large, none);
    const some = estimateRounds(
      { ...large, measuring: { ...measuring, accuracyImages: 100 } },
      none,
    );
    expect(total(all) - total(some)).toBeCloseTo((9900 * 2e9) / (80e9 * 2), 6);
    expect(all.slice(1)).toEqual(some.slice(1));
  });

  it('sweep batches once', () => {
    const [first = 0, ...others] = estimateRounds({ ...cell, scenario: 'throughput' }, none);
    for (const seconds of others) expect(first).toBeGreaterThan(3 * seconds);
  });
});
