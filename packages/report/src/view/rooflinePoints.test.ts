import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { arithmeticIntensity, rooflineOf } from './rooflinePoints.js';
import { viewRun } from './runView.js';

it('counts weights once a call and activations twice an image', () => {
  const [batch1, batch32] = viewRun(exampleResults()).slices;
  const [one, many] = [batch1?.cells[0], batch32?.cells[0]];
  if (!one?.measured || !many?.measured) throw new TypeError('The example has cells.');
  const { flops, weightBytes, activationSumBytes } = one.measured.static;
  expect(arithmeticIntensity(one)).toBeCloseTo(flops / (weightBytes + 2 * activationSumBytes), 9);
  expect(arithmeticIntensity(many)).toBeCloseTo(
    (32 * flops) / (weightBytes + 64 * activationSumBytes),
    9,
  );
});

it('needs the peak of the same backend, device and threads', () => {
  const { slices, peaks } = viewRun(exampleResults());
  const [slice] = slices;
  if (slice === undefined) throw new TypeError('The example has a slice.');
  expect(rooflineOf(slice, peaks)?.points).toHaveLength(4);
  expect(rooflineOf(slice, peaks)?.roofs.bandwidth).toBeCloseTo(19, 9);
  expect(
    rooflineOf(
      slice,
      peaks.map((peak) => ({ ...peak, threads: 9 })),
    ),
  ).toBe(undefined);
});
