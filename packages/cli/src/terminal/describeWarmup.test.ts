import type { PlannedTraining } from '@convbench/core';
import { expect, it } from 'vitest';
import { describeWarmup } from './describeWarmup.js';

const training = (steps: number, warmupSteps: number) =>
  ({ network: { title: 'NiN', options: {} }, source: { steps, warmupSteps } }) as PlannedTraining;

it('says of a training that most of it is warm-up', () => {
  expect(describeWarmup(training(38, 38))).toEqual([
    expect.stringContaining('NiN: 38 of its 38 steps are warm-up.'),
  ]);
  expect(describeWarmup(training(150, 100))).toHaveLength(1);
  expect(describeWarmup(training(200, 100))).toEqual([]);
  expect(describeWarmup(training(10, 0))).toEqual([]);
});
