import { describe, expect, it } from 'vitest';
import { isMeasured } from './isMeasured.js';
import { measuredSchema } from './measured.js';

describe('measuredSchema', () => {
  it('holds a value or a reason, never both and never neither', () => {
    expect(measuredSchema.safeParse({ value: 1.5 }).success).toBe(true);
    expect(measuredSchema.safeParse({ notMeasured: 'no sensor' }).success).toBe(true);
    expect(measuredSchema.safeParse({ value: 1, notMeasured: 'both' }).success).toBe(false);
    expect(measuredSchema.safeParse({}).success).toBe(false);
    expect(measuredSchema.safeParse({ notMeasured: '' }).success).toBe(false);
  });

  it('refuses what JSON would turn into null', () => {
    expect(measuredSchema.safeParse({ value: Number.NaN }).success).toBe(false);
    expect(measuredSchema.safeParse({ value: Number.POSITIVE_INFINITY }).success).toBe(false);
    expect(measuredSchema.safeParse({ value: null }).success).toBe(false);
  });

  it('is told apart by isMeasured', () => {
    expect(isMeasured({ value: 0 })).toBe(true);
    expect(isMeasured({ notMeasured: 'no sensor' })).toBe(false);
  });
});
