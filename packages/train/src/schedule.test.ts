import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { learningRateAt, totalSteps } from './schedule.js';

interface ReferenceSchedule {
  readonly kind: string;
  readonly settings: {
    readonly lr: number;
    readonly low: number;
    readonly warm?: number;
    readonly total: number;
  };
  /** Updates counted from 0. */
  readonly values: readonly (readonly [update: number, learningRate: number])[];
}

const file = new URL('../../../test/fixtures/training/schedules.json', import.meta.url);
const { schedules } = JSON.parse(readFileSync(file, 'utf8')) as {
  schedules: readonly ReferenceSchedule[];
};

describe('learningRateAt', () => {
  const ours = schedules.filter(({ kind }) =>
    ['cosine', 'cosine with linear warm-up'].includes(kind),
  );

  it('has both reference schedules to compare with', () => {
    expect(ours.length).toBe(2);
  });

  it.each(ours.map((schedule) => [schedule.kind, schedule] as const))(
    'follows the reference %s',
    (_, { settings: { lr, low, warm = 0, total }, values }) => {
      const recipe = {
        learningRate: lr,
        schedule: { kind: 'cosine', warmupSteps: warm, finalFraction: low / lr },
      } as const;
      for (const [update, expected] of values)
        expect(learningRateAt(recipe, update + 1, total)).toBeCloseTo(expected, 12);
    },
  );

  it('stays at the peak after the warm-up of a constant schedule', () => {
    const recipe = { learningRate: 0.4, schedule: { kind: 'constant', warmupSteps: 4 } } as const;
    expect([1, 2, 3, 4, 5, 100].map((step) => learningRateAt(recipe, step, 100))).toEqual([
      0.1,
      0.2,
      0.4 * 0.75,
      0.4,
      0.4,
      0.4,
    ]);
  });

  it('is finite where the warm-up takes the whole training', () => {
    const schedule = { kind: 'cosine', warmupSteps: 10, finalFraction: 0 } as const;
    for (let step = 1; step <= 10; step++)
      expect(learningRateAt({ learningRate: 1, schedule }, step, 10)).toBeCloseTo(step / 10, 12);
  });
});

describe('totalSteps', () => {
  it.each([
    [{ epochs: 2 }, 64, 60_000, 1875],
    [{ epochs: 0.5 }, 64, 60_000, 469],
    [{ images: 20_000 }, 64, 60_000, 313],
    [{ images: 10 }, 64, 60_000, 1],
  ])('%j in batches of %d from %d images: %d', (budget, batchSize, trainImages, steps) => {
    expect(totalSteps({ budget, batchSize }, trainImages)).toBe(steps);
  });
});
