import { measuringSchema } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { knownRates } from '../sources/estimateWeights.js';
import { estimateRounds } from './estimate.js';

const none = knownRates([], 2);

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
