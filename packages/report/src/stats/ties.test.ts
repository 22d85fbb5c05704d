import { describe, expect, it } from 'vitest';
import { markBest } from './ties.js';

const around = (value: number, half: number) => ({
  value,
  interval: { low: value - half, high: value + half, confidence: 0.95 },
});

describe('markBest', () => {
  it('marks one best', () => {
    expect(markBest([around(1, 0.1), around(2, 0.1), { value: 3 }], 'lower')).toEqual([
      'best',
      undefined,
      undefined,
    ]);
    expect(markBest([{ value: 1 }, { value: 3 }], 'higher')).toEqual([undefined, 'best']);
  });

  it('marks all that cannot be told from the best as tied', () => {
    expect(markBest([around(1, 0.1), around(1.15, 0.1), around(1.3, 0.05)], 'lower')).toEqual([
      'tied',
      'tied',
      undefined,
    ]);
    expect(markBest([{ value: 7 }, { value: 7 }, { value: 9 }], 'lower')).toEqual([
      'tied',
      'tied',
      undefined,
    ]);
  });

  it('marks nobody while a rival was not measured', () => {
    expect(markBest([{ value: 1 }, { notMeasured: 'no counter' }, { value: 2 }], 'lower')).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('marks nobody without a rival, and leaves out who takes no part', () => {
    expect(markBest([{ value: 1 }], 'lower')).toEqual([undefined]);
    expect(markBest([{ value: 1 }, undefined], 'lower')).toEqual([undefined, undefined]);
    expect(markBest([undefined, { value: 2 }, { value: 3 }], 'lower')).toEqual([
      undefined,
      'best',
      undefined,
    ]);
  });
});
