import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSampleLog } from './sampleLog.js';

describe('createSampleLog', () => {
  it('keeps all samples in order up to its capacity', () => {
    const log = createSampleLog(1, 1000);
    const samples = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000);
    samples.forEach((ms) => log.add(ms));
    expect(log.samplesMs()).toEqual(samples);
  });

  it('keeps one sample of each stretch beyond it, and count, total and extremes of all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer(), (count, seed) => {
        const log = createSampleLog(seed, 8);
        // The value is the position, so that what was kept tells from which stretch.
        for (let i = 0; i < count; i += 1) log.add(i);
        const kept = log.samplesMs();
        let stretch = 1;
        while (Math.ceil(count / stretch) > 8) stretch *= 2;
        kept.forEach((value, i) => expect(Math.floor(value / stretch)).toBe(i));
        // The last stretch may have ended before the sample chosen for it.
        expect(kept.length).toBeGreaterThanOrEqual(Math.floor(count / stretch));
        expect(kept.length).toBeLessThanOrEqual(Math.ceil(count / stretch));
        expect(log.count).toBe(count);
        expect(log.totalMs).toBe(count === 0 ? 0 : (count * (count - 1)) / 2);
        if (count > 0) expect([log.minimumMs, log.maximumMs]).toEqual([0, count - 1]);
      }),
    );
  });

  it('does not fall for a pattern with the period of a stride', () => {
    const log = createSampleLog(4, 1000);
    for (let i = 0; i < 8000; i += 1) log.add(i % 8 === 0 ? 100 : 1);
    const slow = log.samplesMs().filter((ms) => ms === 100).length;
    // One of eight, plus or minus four standard deviations; a fixed stride gives 0 or 1000.
    expect(Math.abs(slow - 125)).toBeLessThan(42);
  });

  it('rounds to the nanosecond', () => {
    const log = createSampleLog(1, 1000);
    log.add(0.1 + 0.2);
    expect(log.samplesMs()).toEqual([0.3]);
  });
});
