import { describe, expect, it } from 'vitest';
import { envelope, thin } from './thin.js';

const count = (length: number) => Array.from({ length }, (_, index) => index);

describe('thin', () => {
  it('keeps the ends and at most as many as asked', () => {
    expect(thin(count(1000), 5)).toEqual([0, 250, 500, 749, 999]);
    expect(thin(count(3), 5)).toEqual([0, 1, 2]);
  });
});

describe('envelope', () => {
  it('keeps a single stall among many samples, in its place', () => {
    const samples = count(10_000).map(() => 1);
    samples[7004] = 50;
    const shown = envelope(samples, 50);
    expect(shown).toHaveLength(100);
    expect(shown.indexOf(50)).toBe(71);
  });

  it('leaves few samples as they are', () => {
    expect(envelope([3, 1, 2], 2)).toEqual([3, 1, 2]);
  });

  it('gives smallest and largest of a run in their order', () => {
    expect(envelope([1, 5, 2, 9, 4, 3, 8, 6], 2)).toEqual([1, 9, 3, 8]);
  });
});
