import { describe, expect, it } from 'vitest';
import { relativeHalfWidth } from './spread.js';

describe('relativeHalfWidth', () => {
  it('is half of the interval over the value', () => {
    const interval = { low: 38, high: 42, confidence: 0.95 };
    expect(relativeHalfWidth({ value: 40, interval })).toEqual({ value: 0.05 });
  });

  it('is not measured without an interval, never 0 (case S03)', () => {
    expect(relativeHalfWidth({ value: 40 })).toEqual({
      notMeasured: 'the figure has no interval: too few samples, or all equal',
    });
    expect(relativeHalfWidth({ notMeasured: 'no meter' })).toEqual({ notMeasured: 'no meter' });
    const interval = { low: -1, high: 1, confidence: 0.95 };
    expect(relativeHalfWidth({ value: 0, interval })).toHaveProperty('notMeasured');
  });
});
