import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convolutionGeometry } from './convolutionGeometry.js';
import { phasesOf } from './gradientPhases.js';

describe('phasesOf', () => {
  it('joins every pixel of the input with just the windows and taps that read it', () => {
    const axis = fc.record({
      size: fc.integer({ min: 5, max: 12 }),
      kernel: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 3 }),
      pad: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(axis, ({ size, kernel, stride, pad }) => {
        const output = Math.floor((size + 2 * pad - kernel) / stride) + 1;
        const attributes = {
          kernelShape: [kernel, 1],
          strides: [stride, 1],
          pads: [pad, 0, pad, 0],
          dilations: [1, 1],
          group: 1,
        } as const;
        const g = convolutionGeometry(
          [1, 1, size, 1],
          [1, 1, kernel, 1],
          [1, 1, output, 1],
          attributes,
        );
        const phases = phasesOf(g, 0);
        if (stride > kernel) {
          expect(phases).toBeUndefined();
          return;
        }
        const joined = (phases ?? []).flatMap(({ taps, count, padBegin }, offset) =>
          Array.from({ length: count }, (_, j) => ({ pixel: offset + stride * j, j })).flatMap(
            ({ pixel, j }) =>
              taps
                .toReversed()
                .map((tap, position) => ({ pixel, tap, window: j - padBegin + position })),
          ),
        );
        const expected = Array.from({ length: output }, (_, window) =>
          Array.from({ length: kernel }, (_, tap) => ({
            pixel: window * stride - pad + tap,
            tap,
            window,
          })),
        ).flat();
        const key = (entry: { pixel: number; tap: number; window: number }): string =>
          `${entry.pixel} ${entry.tap} ${entry.window}`;
        const inside = (entry: { pixel: number; window: number }): boolean =>
          entry.pixel >= 0 && entry.pixel < size && entry.window >= 0 && entry.window < output;
        expect(joined.filter(inside).map(key).sort()).toEqual(
          expected.filter(inside).map(key).sort(),
        );
      }),
      { seed: 1 },
    );
  });
});
