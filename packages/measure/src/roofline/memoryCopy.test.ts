import { expect, it } from 'vitest';
import { measureMemoryCopy } from './memoryCopy.js';

it('counts bytes read and written, and takes the best copy', () => {
  const times = [0, 40, 100, 110, 200, 260];
  const clock = () => times.shift()!;
  // Copies of 40, 10 and 60 ms of 1 MiB.
  expect(measureMemoryCopy({ bytes: 2 ** 20, repeats: 3, clock })).toEqual({
    value: (2 * 2 ** 20) / 0.01,
  });
});

it('measures this machine within what machines do', () => {
  const rate = measureMemoryCopy({ bytes: 2 ** 24, repeats: 3 });
  if ('notMeasured' in rate) throw new Error(rate.notMeasured);
  expect(rate.value).toBeGreaterThan(1e7);
  expect(rate.value).toBeLessThan(1e13);
});

it('says why it does not', () => {
  expect(measureMemoryCopy({ bytes: 2 ** 60 })).toEqual({
    notMeasured: expect.stringContaining('there is no memory'),
  });
  expect(measureMemoryCopy({ bytes: 16, repeats: 1, clock: () => 7 })).toEqual({
    notMeasured: 'the clock does not resolve a copy',
  });
});
