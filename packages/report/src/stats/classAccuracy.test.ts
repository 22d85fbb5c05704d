import { expect, it } from 'vitest';
import { classAccuracies } from './classAccuracy.js';

it('is the share of right answers of each class that has images, with its interval', () => {
  const found = classAccuracies([
    [8, 2, 0],
    [0, 0, 0],
    [1, 0, 3],
  ]);
  expect(found.map(({ actual, value, images }) => [actual, value, images])).toEqual([
    [0, 0.8, 10],
    [2, 0.75, 4],
  ]);
  // R 4: prop.test(8, 10, correct = FALSE)
  expect(found[0]?.low).toBeCloseTo(0.4901625, 6);
  expect(found[0]?.high).toBeCloseTo(0.9433178, 6);
});
