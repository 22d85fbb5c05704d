import { expect, it } from 'vitest';
import { fidelity } from './fidelity.js';

const ours = { trainableParameters: 138_357_544, macs: 15_470_264_320 };

it('compares what a source states, and only that', () => {
  const figures = { options: {}, trainableParameters: 138e6, top1: 0.73, source: 'the paper' };
  const compared = fidelity(figures, ours);
  expect(compared.trainableParameters?.relativeDifference).toBeCloseTo(0.00259, 5);
  expect(compared.macs).toBeUndefined();
  expect(compared.figures.top1).toBe(0.73);
});

it('says that equal counts are equal', () => {
  const compared = fidelity({ options: {}, ...ours, source: 'torchvision' }, ours);
  expect(compared.trainableParameters?.relativeDifference).toBe(0);
  expect(compared.macs?.relativeDifference).toBe(0);
});

it.each([
  [138e6, 138_357_544, true],
  [137e6, 138_357_544, false],
  [1.8e9, 1_814_073_344, true],
  [138_357_544, 138_357_545, false],
])('%d published and %d of ours agree: %s', (published, macs, agrees) => {
  const figures = { options: {}, macs: published, source: 'the paper' };
  expect(fidelity(figures, { trainableParameters: 1, macs }).macs?.agrees).toBe(agrees);
});
