import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSweep, type SweepOutcome } from './decideSweep.js';

const rate = (value: number, halfWidth = 0) => ({
  value,
  ...(halfWidth > 0 && {
    interval: { low: value - halfWidth, high: value + halfWidth, confidence: 0.95 },
  }),
});
const outcomes = (...rates: (number | 'out-of-memory' | 'failure')[]): SweepOutcome[] =>
  rates.map((result, i) =>
    typeof result === 'number'
      ? { batchSize: 2 ** i, imagesPerSecond: rate(result) }
      : { batchSize: 2 ** i, failed: result },
  );
const rule = { maximumBatch: 64 };

describe('decideSweep', () => {
  it('begins with one image and doubles while it gains', () => {
    expect(decideSweep([], rule)).toEqual({ next: 1 });
    expect(decideSweep(outcomes(100), rule)).toEqual({ next: 2 });
    expect(decideSweep(outcomes(100, 150, 180), rule)).toEqual({ next: 8 });
    expect(decideSweep([], { ...rule, firstBatch: 8 })).toEqual({ next: 8 });
  });

  it('ends where nothing is gained, with the smallest batch that is as good as any', () => {
    expect(decideSweep(outcomes(100, 150, 151), rule)).toEqual({
      endedBy: 'no-gain',
      bestBatchSize: 2,
    });
    expect(decideSweep(outcomes(100, 150, 140), rule)).toMatchObject({ bestBatchSize: 2 });
  });

  it('does not let an unsure figure end it alone, but two in a row', () => {
    const unsure = [...outcomes(100, 150), { batchSize: 4, imagesPerSecond: rate(150, 10) }];
    expect(decideSweep(unsure, rule)).toEqual({ next: 8 });
    const again = [...unsure, { batchSize: 8, imagesPerSecond: rate(151, 10) }];
    expect(decideSweep(again, rule)).toEqual({ endedBy: 'no-gain', bestBatchSize: 2 });
    const gained = [...unsure, { batchSize: 8, imagesPerSecond: rate(200, 10) }];
    expect(decideSweep(gained, rule)).toEqual({ next: 16 });
  });

  it('ends where it does not fit, fails, or may go no further', () => {
    expect(decideSweep(outcomes(100, 150, 'out-of-memory'), rule)).toEqual({
      endedBy: 'out-of-memory',
      bestBatchSize: 2,
    });
    expect(decideSweep(outcomes('failure'), rule)).toEqual({
      endedBy: 'failure',
      bestBatchSize: undefined,
    });
    expect(decideSweep(outcomes(100, 150, 180), { maximumBatch: 7 })).toEqual({
      endedBy: 'maximum-batch',
      bestBatchSize: 4,
    });
  });

  it('always ends, with a batch whose rate is near the highest', () => {
    const rates = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), {
      minLength: 11,
      maxLength: 11,
    });
    fc.assert(
      fc.property(rates, fc.double({ min: 0, max: 200, noNaN: true }), (values, halfWidth) => {
        const done: SweepOutcome[] = [];
        for (;;) {
          const step = decideSweep(done, { maximumBatch: 1024 });
          if (!('next' in step)) {
            const value = values[Math.log2(step.bestBatchSize!)]!;
            const tried = values.slice(0, done.length);
            expect(value * 1.02).toBeGreaterThanOrEqual(Math.max(...tried));
            return;
          }
          expect(step.next).toBe(2 ** done.length);
          done.push({
            batchSize: step.next,
            imagesPerSecond: rate(values[done.length]!, halfWidth),
          });
        }
      }),
    );
  });
});
