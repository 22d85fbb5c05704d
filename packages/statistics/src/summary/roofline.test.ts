import { describe, expect, it } from 'vitest';
import { achievedFlops, shareOfPeak } from './roofline.js';

describe('achievedFlops', () => {
  it('is two operations for each multiply-accumulate of each image', () => {
    const rate = { value: 100, interval: { low: 90, high: 110, confidence: 0.95 } };
    expect(achievedFlops(2e9, rate)).toEqual({
      value: 4e11,
      interval: { low: 3.6e11, high: 4.4e11, confidence: 0.95 },
    });
    expect(achievedFlops(1, { notMeasured: 'killed' })).toEqual({ notMeasured: 'killed' });
  });
});

describe('shareOfPeak', () => {
  it('is a part of what was measured as the peak', () => {
    expect(shareOfPeak({ value: 3e11 }, { value: 4e11 })).toEqual({ value: 0.75 });
    expect(shareOfPeak({ value: 3 }, { notMeasured: 'skipped' })).toEqual({
      notMeasured: 'skipped',
    });
    expect(shareOfPeak({ value: 3 }, { value: 0 })).toHaveProperty('notMeasured');
  });
});
