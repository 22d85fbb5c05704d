import type { MatrixConfigInput, Measured } from '@convbench/spec';
import type { Evidence, StudyForm, StudyMatrix } from '../study.js';
import { meanOverSeeds } from './repeated.js';
import { top1Of } from './selectCells.js';
import type { Selector } from './selectCells.js';

/** Trainings of each network: what differs between two seeds is as much a part of the answer as what differs between images. */
export const seedsOf = (form: StudyForm): readonly number[] =>
  form === 'quick' ? [1, 2, 3] : [1, 2, 3, 4, 5];

/** Images that each network is trained on. */
export const imagesOf = (form: StudyForm): number => (form === 'quick' ? 9600 : 60_000);

/** Accuracy is what is wanted: the time that goes with it is taken in passing. */
const ACCURACY_ONLY: MatrixConfigInput['measuring'] = {
  rounds: 1,
  minimumTimeMs: 50,
  minimumSamples: 5,
  maximumTimeMs: 500,
  maximumWarmupMs: 500,
  machinePeak: false,
};

/** The matrix of a training study, once for each seed: `seed1`, `seed2` ..., with `prefix` in front. */
export function seededMatrices(
  form: StudyForm,
  config: Omit<StudyMatrix['config'], 'seed' | 'batchSizes' | 'measuring' | 'datasets'>,
  prefix = '',
): StudyMatrix[] {
  return seedsOf(form).map((seed) => ({
    name: `${prefix}seed${seed}`,
    config: {
      recipe: { budget: { images: imagesOf(form) } },
      inputSizes: [32],
      ...config,
      datasets: ['fashion-mnist'],
      batchSizes: [64],
      measuring: ACCURACY_ONLY,
      seed,
    },
  }));
}

/** Top-1 of a network by seed; undefined where it was not measured. */
export function top1BySeed(
  evidence: Evidence,
  selector: Selector,
  prefix = '',
): readonly (number | undefined)[] {
  return seedsOf(evidence.form).map((seed) =>
    top1Of(evidence.run(`${prefix}seed${seed}`), selector),
  );
}

/** Mean top-1 over seeds, in percent. */
export function meanTop1(evidence: Evidence, selector: Selector, prefix = ''): Measured {
  return meanOverSeeds(
    top1BySeed(evidence, selector, prefix).flatMap((top1) =>
      top1 === undefined ? [] : [100 * top1],
    ),
  );
}

/** Top-1 of the first less that of the second in percentage points: mean over seeds of the differences at equal seed. */
export function top1Difference(
  evidence: Evidence,
  first: Selector,
  second: Selector,
  prefix = '',
): Measured {
  const others = top1BySeed(evidence, second, prefix);
  return meanOverSeeds(
    top1BySeed(evidence, first, prefix).flatMap((top1, index) => {
      const other = others[index];
      return top1 === undefined || other === undefined ? [] : [100 * (top1 - other)];
    }),
  );
}
