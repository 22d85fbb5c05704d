import { readFileSync } from 'node:fs';
import { scheduleSchema, type Schedule } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { heldOutImages, learningRateAt, totalSteps, trainedImages } from './schedule.js';

interface ReferenceSchedule {
  readonly kind: string;
  readonly settings: {
    readonly lr: number;
    readonly low: number;
    readonly warm: number;
    readonly total: number;
    readonly gamma: number;
    readonly every: number;
    readonly milestones: readonly number[];
    readonly power: number;
  };
  /** Updates counted from 0. */
  readonly values: readonly (readonly [update: number, learningRate: number])[];
}

interface TorchSchedule {
  readonly name: string;
  readonly schedule: unknown;
  readonly learningRate: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  /** Of steps 1, 2, ... */
  readonly values: readonly number[];
}

function fixture<Content>(name: string): Content {
  const file = new URL(`../../../test/fixtures/training/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Content;
}

const { schedules } = fixture<{ schedules: readonly ReferenceSchedule[] }>('schedules.json');
const torch = fixture<{ cases: readonly TorchSchedule[] }>('lrSchedulers.json');

/** In our terms; undefined for PyTorch's own warm-up, which starts at a fraction of the peak. */
function inOurTerms({ kind, settings }: ReferenceSchedule): unknown {
  const { lr, low, warm, gamma: factor, every: everyEpochs, milestones, power } = settings;
  switch (kind) {
    case 'step':
      return { kind, factor, everyEpochs };
    case 'multi-step':
      return { kind: 'milestones', factor, milestones };
    case 'polynomial':
      return { kind, power };
    case 'cosine':
      return { kind, finalFraction: low / lr };
    case 'cosine with linear warm-up':
      return { kind: 'cosine', warmupSteps: warm };
    default:
      return undefined;
  }
}

describe('learningRateAt', () => {
  const ours = schedules.flatMap((reference) => {
    const schedule = inOurTerms(reference);
    return schedule === undefined ? [] : [{ ...reference, schedule }];
  });

  it('has the reference schedules to compare with', () => {
    expect(ours.length).toBe(schedules.length - 1);
    expect(torch.cases.length).toBe(12);
  });

  it.each(ours.map((one) => [JSON.stringify(one.schedule), one] as const))(
    'follows the reference %s',
    (_, { schedule, settings: { lr, total }, values }) => {
      const recipe = { learningRate: lr, schedule: scheduleSchema.parse(schedule) };
      for (const [update, expected] of values) {
        const rate = learningRateAt(recipe, update + 1, { totalSteps: total, stepsPerEpoch: 1 });
        expect(rate).toBeCloseTo(expected, 12);
      }
    },
  );

  it.each(torch.cases.map((one) => [one.name, one] as const))(
    'follows %s of PyTorch',
    (_, { schedule, learningRate, values, ...span }) => {
      const recipe = { learningRate, schedule: scheduleSchema.parse(schedule) };
      const rates = values.map((_value, i) => learningRateAt(recipe, i + 1, span));
      for (const [i, rate] of rates.entries())
        expect(Math.abs(rate - (values[i] as number)), `step ${i + 1}`).toBeLessThan(1e-13);
    },
  );

  it('stays at the peak after the warm-up of a constant schedule', () => {
    const recipe = { learningRate: 0.4, schedule: { kind: 'constant', warmupSteps: 4 } } as const;
    const span = { totalSteps: 100, stepsPerEpoch: 10 };
    expect([1, 2, 3, 4, 5, 100].map((step) => learningRateAt(recipe, step, span))).toEqual([
      0.1,
      0.2,
      0.4 * 0.75,
      0.4,
      0.4,
      0.4,
    ]);
  });

  const kinds: Schedule[] = [
    { kind: 'constant' },
    { kind: 'step', factor: 0.5, everyEpochs: 1 },
    { kind: 'milestones', factor: 0.5, milestones: [0.5], of: 'budget' },
    { kind: 'exponential', factor: 0.5, everyEpochs: 1 },
    { kind: 'polynomial', power: 2 },
    { kind: 'cosine' },
    { kind: 'one-cycle' },
  ].map((schedule) => scheduleSchema.parse(schedule));

  it.each(kinds.map((schedule) => [schedule.kind, schedule] as const))(
    'is finite and not negative in a %s of any length and warm-up',
    (_, schedule) => {
      for (const totalSteps of [1, 2, 3, 10, Infinity])
        for (const warmup of [0, 1, 10, 12, 0.01, 0.25, 0.99])
          for (let step = 1; step <= 12; step++) {
            const given = Number.isInteger(warmup)
              ? { warmupSteps: warmup }
              : { warmupPart: warmup };
            const recipe = { learningRate: 1, schedule: { ...schedule, ...given } };
            const rate = learningRateAt(recipe, step, { totalSteps, stepsPerEpoch: 2.5 });
            expect(rate >= 0 && rate <= 1, `step ${step} of ${totalSteps}: ${rate}`).toBe(true);
          }
    },
  );

  it('warms up for epochs too', () => {
    const schedule = scheduleSchema.parse({ kind: 'constant', warmupSteps: 1, warmupEpochs: 2 });
    const rate = (step: number) =>
      learningRateAt({ learningRate: 1, schedule }, step, { totalSteps: 100, stepsPerEpoch: 4.5 });
    expect([1, 5, 10, 11].map(rate)).toEqual([0.1, 0.5, 1, 1]);
  });

  it('warms up for a part of the budget, however long that is', () => {
    const schedule = scheduleSchema.parse({ kind: 'cosine', warmupPart: 0.25 });
    const rate = (totalSteps: number) => (step: number) =>
      learningRateAt({ learningRate: 1, schedule }, step, { totalSteps, stepsPerEpoch: 5 });
    expect([1, 2, 3, 6].map(rate(8))).toEqual([0.5, 1, 1, 0.5]);
    expect([1, 4, 5, 11].map(rate(16))).toEqual([0.25, 1, 1, 0.5]);
    // How long a budget of seconds lasts is not known at its first step.
    expect(rate(Infinity)(1)).toBe(0);
  });

  it('falls at borders of epochs that are no whole steps', () => {
    const schedule = scheduleSchema.parse({ kind: 'step', factor: 0.1, everyEpochs: 1 });
    const rate = (step: number) =>
      learningRateAt({ learningRate: 1, schedule }, step, { totalSteps: 100, stepsPerEpoch: 2.5 });
    // Epochs end after 2.5 and 5 steps.
    expect([1, 2, 3, 4, 5, 6].map(rate)).toEqual([1, 1, 1, 0.1, 0.1, 0.1 ** 2]);
  });
});

describe('totalSteps', () => {
  it.each([
    [{ epochs: 2 }, 64, 60_000, 1875],
    [{ epochs: 0.5 }, 64, 60_000, 469],
    [{ images: 20_000 }, 64, 60_000, 313],
    [{ images: 10 }, 64, 60_000, 1],
    [{ seconds: 10 }, 64, 60_000, undefined],
  ])('%j in batches of %d from %d images: %d', (budget, batchSize, images, steps) => {
    expect(totalSteps({ budget, batchSize }, images)).toBe(steps);
  });
});

describe('heldOutImages', () => {
  const validation = (fraction: number) => ({
    validation: { fraction, keep: 'last', minimumGain: 0 } as const,
  });
  it('takes the part that is asked for, at least one image, and leaves one', () => {
    expect([heldOutImages({}, 100), trainedImages({}, 100)]).toEqual([0, 100]);
    expect(heldOutImages(validation(0.1), 100)).toBe(10);
    expect(heldOutImages(validation(0.001), 100)).toBe(1);
    expect(heldOutImages(validation(0.999), 100)).toBe(99);
    expect(trainedImages(validation(0.1), 60_000)).toBe(54_000);
  });
});
