import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale, logScale, scaleFromZero, tickText } from './scale.js';

describe('scales', () => {
  it('hold all of every range inside the axis, log', () => {
    const value = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), (values) => {
        const scale = logScale(
          values.map((low) => ({ low, high: low * 1.01 })),
          [50, 450],
          6,
        );
        for (const each of values) {
          expect(scale.of(each)).toBeGreaterThanOrEqual(50);
          expect(scale.of(each)).toBeLessThanOrEqual(450);
        }
        expect(scale.ticks.length).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('take ticks from 1 2 3 5 7 as long as there is room', () => {
    expect(logScale([{ low: 1, high: 10 }], [0, 1], 9).ticks).toEqual([1, 2, 3, 5, 7, 10]);
    expect(logScale([{ low: 1, high: 100 }], [0, 1], 7).ticks).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(logScale([{ low: 1, high: 1e6 }], [0, 1], 7).ticks).toEqual([
      1, 10, 100, 1000, 10_000, 100_000, 1_000_000,
    ]);
  });

  it('find ticks in less than a power of ten', () => {
    const { ticks } = logScale([{ low: 130, high: 190 }], [0, 1], 5);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    for (const tick of ticks) expect(tick % 10).toBe(0);
  });

  it('hold equal values, linear', () => {
    const scale = linearScale([{ low: 90, high: 90 }], [300, 0], 5);
    expect(scale.of(90)).toBeGreaterThan(0);
    expect(scale.of(90)).toBeLessThan(300);
  });

  it('begin at zero', () => {
    const scale = scaleFromZero(120, [10, 110], 4);
    expect([scale.of(0), scale.of(120)]).toEqual([10, 110]);
    expect(scaleFromZero(0, [0, 1], 4).of(0)).toBe(0);
  });

  it.each([
    [0.7, '0.7'],
    [1000, '1\u202f000'],
    [0.30000000000000004, '0.3'],
    [1e-6, '1.00e-6'],
  ])('print %d as %s', (tick, text) => {
    expect(tickText(tick)).toBe(text);
  });
});
