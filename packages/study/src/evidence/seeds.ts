import type { MatrixConfigInput, Measured, RecipeInput } from '@convbench/spec';
import type { Evidence, StudyForm, StudyMatrix } from '../study.js';
import { meanOverSeeds } from './repeated.js';
import { top1Of } from './selectCells.js';
import type { Selector } from './selectCells.js';

/**
 * How often each network is trained: what differs between two seeds is as much a part of the answer as what differs
 * between images. With three seeds Student's interval reaches 2.5 standard deviations to either side, with five 1.2.
 */
const SEEDS = { small: { quick: 5, full: 10 }, large: { quick: 5, full: 5 } } as const;

/** Images that each network is trained on: in the quick form a sixth or a third of the data set. */
export const IMAGES = {
  small: { quick: 19_200, full: 60_000 },
  large: { quick: 9600, full: 60_000 },
} as const;

/**
 * For budgets of 19 to some hundred steps: the warm-ups of the networks' own recipes are of 100 steps, which short
 * trainings would not leave.
 */
const SCHEDULE = { kind: 'cosine', warmupPart: 0.2 } as const;

/** Accuracy is what is wanted: the time that goes with it is taken in passing. */
const ACCURACY_ONLY: MatrixConfigInput['measuring'] = {
  rounds: 1,
  minimumTimeMs: 50,
  minimumSamples: 5,
  maximumTimeMs: 500,
  maximumWarmupMs: 500,
  machinePeak: false,
};

type TrainedConfig = Omit<
  StudyMatrix['config'],
  'seed' | 'batchSizes' | 'measuring' | 'datasets' | 'recipe'
> & {
  /** Over the networks' own. Default of the budget: the images of the form. */
  readonly recipe?: Partial<RecipeInput>;
};

/** Trainings of a study whose networks are small, seconds each, or large. */
export function trainings(networks: keyof typeof SEEDS) {
  const seedsOf = (form: StudyForm): readonly number[] =>
    Array.from({ length: SEEDS[networks][form] }, (_, index) => index + 1);

  /** Top-1 of a network by seed; undefined where it was not measured. */
  const top1BySeed = (evidence: Evidence, selector: Selector, prefix: string) =>
    seedsOf(evidence.form).map((seed) => top1Of(evidence.run(`${prefix}seed${seed}`), selector));

  return {
    seedsOf,

    /** A matrix once for each seed: `seed1`, `seed2` ..., with `prefix` in front. */
    seededMatrices: (
      form: StudyForm,
      { recipe, ...config }: TrainedConfig,
      prefix = '',
    ): StudyMatrix[] =>
      seedsOf(form).map((seed) => ({
        name: `${prefix}seed${seed}`,
        config: {
          inputSizes: [32],
          ...config,
          recipe: {
            budget: { images: IMAGES[networks][form] },
            ...(networks === 'large' && { schedule: SCHEDULE }),
            ...recipe,
          },
          datasets: ['fashion-mnist'],
          batchSizes: [64],
          measuring: ACCURACY_ONLY,
          seed,
        },
      })),

    /** Mean top-1 over seeds, in percent. */
    meanTop1: (evidence: Evidence, selector: Selector, prefix = ''): Measured =>
      meanOverSeeds(
        top1BySeed(evidence, selector, prefix).flatMap((top1) =>
          top1 === undefined ? [] : [100 * top1],
        ),
      ),

    /** Top-1 of the first less that of the second in percentage points: mean over seeds of the differences at equal seed. */
    top1Difference: (
      evidence: Evidence,
      first: Selector,
      second: Selector,
      prefix = '',
    ): Measured => {
      const others = top1BySeed(evidence, second, prefix);
      return meanOverSeeds(
        top1BySeed(evidence, first, prefix).flatMap((top1, index) => {
          const other = others[index];
          return top1 === undefined || other === undefined ? [] : [100 * (top1 - other)];
        }),
      );
    },
  };
}
