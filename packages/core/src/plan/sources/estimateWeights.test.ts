import { expect, it } from 'vitest';
import { estimateTraining, knownRates } from './estimateWeights.js';

const none = knownRates([], 2);
const network = { graphSha256: 'a', macs: 1e8 };
const training = { imagesPerSecond: 500, threads: 2 };
const sample = { graphSha256: 'a', macs: 1e8, training };

it('knows the rates of trainings with as many threads', () => {
  const known = knownRates(
    [
      sample,
      { ...sample, graphSha256: 'b', macs: 2e8 },
      { ...sample, training: { ...training, threads: 1 } },
    ],
    2,
  );
  expect(known.imagesPerSecondByGraph.get('a')).toBe(500);
  // 500 images/s, three passes, two FLOPs for each multiply-accumulate.
  expect(known.flopsPerSecond).toBe(500 * 6 * 2e8);
  expect(none.flopsPerSecond).toBeNull();
});

it('takes the rate of the same network, else of the same work, else a rough one', () => {
  const known = knownRates([sample], 2);
  const seconds = (graphSha256: string, macs: number, rates = known) =>
    estimateTraining(10_000, { graphSha256, macs }, 2, rates);
  const start = seconds('a', 1e8) - 10_000 / 500;
  expect(start).toBeCloseTo(1, 6);
  expect(seconds('b', 2e8) - start).toBeCloseTo(10_000 / 250, 6);
  expect(seconds('a', 1e8, none)).toBeGreaterThan(start);
  expect(estimateTraining(10_000, network, 4, none)).toBeLessThan(seconds('a', 1e8, none));
});
