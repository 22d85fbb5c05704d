import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WindowAxis } from './window.js';
import { windowOutputSize } from './window.js';

const axes: fc.Arbitrary<Required<WindowAxis>> = fc.integer({ min: 1, max: 7 }).chain((kernel) =>
  fc.record({
    size: fc.integer({ min: 1, max: 40 }),
    kernel: fc.constant(kernel),
    stride: fc.integer({ min: 1, max: 5 }),
    padBegin: fc.integer({ min: 0, max: kernel - 1 }),
    padEnd: fc.integer({ min: 0, max: kernel - 1 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    ceilMode: fc.boolean(),
  }),
);

const span = (axis: Required<WindowAxis>): number => (axis.kernel - 1) * axis.dilation + 1;

/** Slides the window step by step instead of dividing. */
function countPositions(axis: Required<WindowAxis>): number {
  const padded = axis.size + axis.padBegin + axis.padEnd;
  let positions = 0;
  for (let begin = 0; begin + span(axis) <= padded; begin += axis.stride) positions++;
  if (!axis.ceilMode) return positions;
  const next = positions * axis.stride;
  // What whole windows leave over gets one more, if that begins before the trailing padding.
  const exact = positions > 0 && next - axis.stride + span(axis) === padded;
  const leftOver = !exact && next + span(axis) - padded < axis.stride;
  return leftOver && next < axis.size + axis.padBegin ? positions + 1 : positions;
}

describe('windowOutputSize', () => {
  test('counts the positions of a sliding window', () => {
    fc.assert(
      fc.property(axes, (axis) => {
        expect(windowOutputSize(axis)).toBe(countPositions(axis));
      }),
      { numRuns: 2000 },
    );
  });

  test('never shrinks when the map grows, and begins no window in the trailing padding', () => {
    fc.assert(
      fc.property(axes, (axis) => {
        const size = windowOutputSize(axis);
        expect(windowOutputSize({ ...axis, size: axis.size + 1 })).toBeGreaterThanOrEqual(size);
        if (axis.ceilMode && size > 0)
          expect((size - 1) * axis.stride).toBeLessThan(axis.size + axis.padBegin);
      }),
    );
  });

  const pool = { kernel: 3, stride: 2, padBegin: 0, padEnd: 0 };

  test('drops a window that would begin in the trailing padding (case O02)', () => {
    const axis = { size: 5, kernel: 2, stride: 2, padBegin: 1, padEnd: 1 };
    expect(windowOutputSize({ ...axis, ceilMode: true })).toBe(3);
  });

  test('rounds the pools of GoogLeNet as asked (case C06)', () => {
    const sizes = (ceilMode: boolean): number[] => {
      const result = [112];
      while (result.length < 5)
        result.push(windowOutputSize({ ...pool, size: result.at(-1) as number, ceilMode }));
      return result;
    };
    expect(sizes(true)).toEqual([112, 56, 28, 14, 7]);
    expect(sizes(false)).toEqual([112, 55, 27, 13, 6]);
    expect(windowOutputSize({ ...pool, size: 28, padBegin: 1, padEnd: 1 })).toBe(14);
    expect(windowOutputSize({ ...pool, size: 28, padBegin: 1, padEnd: 1, ceilMode: true })).toBe(
      15,
    );
    expect(windowOutputSize({ ...pool, size: 28, ceilMode: true })).toBe(14);
  });

  test('gives 0 where no window fits', () => {
    expect(windowOutputSize({ ...pool, size: 2 })).toBe(0);
    expect(windowOutputSize({ ...pool, size: 2, ceilMode: true })).toBe(1);
    expect(windowOutputSize({ ...pool, size: 1, ceilMode: true })).toBe(0);
  });
});
