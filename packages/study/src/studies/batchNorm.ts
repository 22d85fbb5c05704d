import type { TrainingRecord } from '@convbench/spec';
import { meanOverSeeds } from '../evidence/repeated.js';
import { trainings } from '../evidence/seeds.js';
import type { Selector } from '../evidence/selectCells.js';
import { withInterval } from '../evidence/text.js';
import type { Evidence, Study, StudyForm } from '../study.js';

const { meanTop1, seededMatrices, seedsOf, top1Difference } = trainings('large');
const V1: Selector = { id: 'googlenet-v1-d2l' };
const V2: Selector = { id: 'googlenet-v2-d2l' };
const [IMAGES, TIME] = ['images-', 'time-'] as const;
/** Part of the training at which convergence is looked at. */
const EARLY = 0.25;
const secondsOf = (form: StudyForm) => (form === 'quick' ? 25 : 240);

/** Share of right answers on training images around a quarter of the training, in percent. */
function earlyTop1(evidence: Evidence, { id }: Selector, seed: number): number | undefined {
  const training = evidence
    .run(`${IMAGES}seed${seed}`)
    .trainings.find(({ network }) => network.id === id);
  if (training?.status !== 'done') return undefined;
  return 100 * (pointAt(training, EARLY)?.trainTop1 ?? NaN);
}

function pointAt({ curve, imagesSeen }: Extract<TrainingRecord, { status: 'done' }>, part: number) {
  return curve.find((point) => point.imagesSeen >= part * imagesSeen);
}

export const batchNorm: Study = {
  id: 'batch-norm',
  number: 6,
  title: 'What batch normalisation does for GoogLeNet',
  claim:
    'Batch normalisation, the step from V1 to V2, makes training converge much faster and the network more accurate.',
  source: 'The lecture, GoogLeNet V2; Ioffe and Szegedy 2015, section 4.2',
  statistic:
    'V2 less V1, each with the optimizer and rate of its own recipe, over seeds: right answers on training images after a quarter of the training, top-1 on test images after equally many images, and after equally much time.',
  refutedBy: 'V2 that is behind V1 after a quarter of the training, or at its end.',
  matrices: (form) => [
    ...seededMatrices(form, { architectures: [V1.id, V2.id] }, IMAGES),
    ...seededMatrices(
      form,
      { architectures: [V1.id, V2.id], recipe: { budget: { seconds: secondsOf(form) } } },
      TIME,
    ),
  ],
  judge(evidence) {
    const early = meanOverSeeds(
      seedsOf(evidence.form).flatMap((seed) => {
        const [one, two] = [earlyTop1(evidence, V1, seed), earlyTop1(evidence, V2, seed)];
        return one === undefined || two === undefined || Number.isNaN(one + two) ? [] : [two - one];
      }),
    );
    const images = top1Difference(evidence, V2, V1, IMAGES);
    const time = top1Difference(evidence, V2, V1, TIME);
    return {
      criteria: [
        {
          name: 'Right answers on training images after a quarter of the training, V2 less V1',
          role: 'decides',
          effect: early,
          unit: 'points',
          atLeast: 0,
        },
        {
          name: 'Top-1 after equally many images, V2 less V1',
          role: 'decides',
          effect: images,
          unit: 'points',
          atLeast: 0,
        },
        {
          name: `Top-1 after ${secondsOf(evidence.form)} seconds of training, V2 less V1`,
          role: 'limits',
          effect: time,
          unit: 'points',
          atLeast: 0,
        },
      ],
      answer:
        `V2 less V1: ${withInterval(early)} points on training images after a quarter of the training, ` +
        `${withInterval(images)} points on test images after equally many images, ${withInterval(time)} points after equally much time.`,
      limits: [
        'The two networks differ in nothing but batch normalisation; the published V2 changes blocks as well.',
        'Each has the recipe that suits it: Adam for V1, which does not learn with the rates that V2 bears, SGD with a high rate for V2. That V2 bears them is part of the claim.',
        'Fashion-MNIST at 32 px.',
      ],
      tables: [
        {
          title: 'Top-1 on test images, mean over seeds',
          columns: [
            { title: 'network', unit: '' },
            { title: 'equally many images', unit: '%' },
            { title: 'equally much time', unit: '%' },
          ],
          rows: [
            ['V1', meanTop1(evidence, V1, IMAGES), meanTop1(evidence, V1, TIME)],
            ['V2', meanTop1(evidence, V2, IMAGES), meanTop1(evidence, V2, TIME)],
          ],
        },
      ],
      charts: [
        {
          title: 'Right answers on training images, seed 1',
          x: { title: 'images seen', logarithmic: false },
          y: { title: '% of training images', logarithmic: false },
          connected: true,
          points: evidence.run(`${IMAGES}seed1`).trainings.flatMap((training) =>
            training.status === 'done'
              ? training.curve.map(({ imagesSeen, trainTop1 }) => ({
                  x: imagesSeen,
                  y: { value: 100 * trainTop1 },
                  label: '',
                  group: training.network.id === V1.id ? 'V1' : 'V2',
                }))
              : [],
          ),
        },
      ],
    };
  },
};
