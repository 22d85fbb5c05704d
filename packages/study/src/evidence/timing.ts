import type { StudyForm, StudyMatrix } from '../study.js';

/** What timed studies measure with: random weights, since time does not depend on them. */
export function timedMatrix(
  form: StudyForm,
  config: Pick<StudyMatrix['config'], 'architectures' | 'inputSizes' | 'batchSizes'>,
  rounds = form === 'quick' ? 4 : 8,
): StudyMatrix {
  return {
    name: 'time',
    config: {
      ...config,
      datasets: [{ name: 'shapes', options: {} }],
      weights: 'initial',
      measuring: {
        rounds,
        machinePeak: false,
        minimumTimeMs: form === 'quick' ? 300 : 500,
        maximumTimeMs: form === 'quick' ? 1500 : 5000,
        maximumWarmupMs: 1500,
        accuracyImages: 1,
      },
    },
  };
}
