import type { Measured } from '@convbench/spec';
import { correlationOf, spearman } from '../evidence/correlation.js';
import type { Pair } from '../evidence/correlation.js';
import { IMAGES as BUDGETS, trainings } from '../evidence/seeds.js';
import type { Selector } from '../evidence/selectCells.js';
import { withInterval } from '../evidence/text.js';
import type { Evidence, Study, StudyForm } from '../study.js';

const { meanTop1, seededMatrices } = trainings('large');
const [WHOLE, IMAGES, SIZE] = ['whole-', 'images-', 'size-'] as const;
/** Part of the images that the small trainings see. */
const PART = 4;
const SMALL_SIZE = 24;

interface Candidate extends Selector {
  readonly title: string;
  /** VGG's five pools need 32 px. */
  readonly small: boolean;
  /** Too slow for minutes on two cores. */
  readonly fullOnly?: true;
}
const CANDIDATES: readonly Candidate[] = [
  { id: 'nin', title: 'NiN', small: true },
  { id: 'vgg11', options: { width: 0.25 }, title: 'VGG-11 / 4', small: false },
  { id: 'googlenet-v1-d2l', title: 'GoogLeNet V1', small: true },
  { id: 'googlenet-v2-d2l', title: 'GoogLeNet V2', small: true },
  { id: 'resnet18', title: 'ResNet-18', small: true, fullOnly: true },
  {
    id: 'study-net',
    options: { width: 16, depth: 2, head: 'average' },
    title: 'Small network',
    small: true,
  },
  {
    id: 'study-net',
    options: { width: 16, depth: 2, head: 'hidden' },
    title: 'Small network, hidden layers',
    small: true,
  },
  { id: 'study-pool-branch', options: { pool: 'max' }, title: 'Small Inception', small: true },
];
const entries = (candidates: readonly Candidate[]) =>
  candidates.map(({ id, options }) => ({ id, ...(options && { options: { ...options } }) }));
const candidatesOf = (form: StudyForm, way: string) =>
  CANDIDATES.filter(
    ({ small, fullOnly = false }) => (way !== SIZE || small) && (form === 'full' || !fullOnly),
  );
/** The size is reduced in the full form only. */
const ways = (form: StudyForm) => (form === 'quick' ? [IMAGES] : [IMAGES, SIZE]);
const NAMES: Readonly<Record<string, string>> = {
  [IMAGES]: 'a quarter of the images',
  [SIZE]: `images of ${SMALL_SIZE} px`,
};

function pairsOf(evidence: Evidence, way: string): Pair[] {
  return candidatesOf(evidence.form, way).flatMap((candidate): Pair[] => {
    const [reduced, whole] = [way, WHOLE].map((prefix) => meanTop1(evidence, candidate, prefix));
    return reduced !== undefined && whole !== undefined && 'value' in reduced && 'value' in whole
      ? [[reduced.value, whole.value]]
      : [];
  });
}

/** Points of top-1 that are given away by training what was best when it was small. */
function regretOf(pairs: readonly Pair[]): Measured {
  const [first, ...others] = pairs;
  if (first === undefined) return { notMeasured: 'no network was trained to the end' };
  const best = others.reduce((a, b) => (b[0] > a[0] ? b : a), first);
  return { value: Math.max(...pairs.map(([, whole]) => whole)) - best[1] };
}

export const tuneSmall: Study = {
  id: 'tune-small',
  number: 10,
  title: 'Tuning on little data first',
  claim:
    'What works best on a small version of the problem works best on the whole: tune there first.',
  source: 'The lecture, practical advice',
  statistic:
    'Rank correlation, over networks, of top-1 (mean over seeds) after a reduced and after the whole training, with its bootstrap interval; points lost by taking the best of the reduced ones.',
  refutedBy: 'A rank correlation that is surely below 0.7.',
  matrices: (form) => [
    ...seededMatrices(form, { architectures: entries(candidatesOf(form, WHOLE)) }, WHOLE),
    ...seededMatrices(
      form,
      {
        architectures: entries(candidatesOf(form, IMAGES)),
        recipe: { budget: { images: BUDGETS.large[form] / PART } },
      },
      IMAGES,
    ),
    ...(form === 'quick'
      ? []
      : seededMatrices(
          form,
          {
            architectures: entries(candidatesOf(form, SIZE)),
            inputSizes: [SMALL_SIZE],
          },
          SIZE,
        )),
  ],
  judge(evidence) {
    const found = ways(evidence.form).map((way) => {
      const pairs = pairsOf(evidence, way);
      return {
        way,
        name: NAMES[way] ?? '',
        correlation: correlationOf(pairs, spearman),
        regret: regretOf(pairs),
      };
    });
    return {
      criteria: found.flatMap(({ name, correlation, regret }) => [
        {
          name: `Rank correlation of top-1 with ${name} and with all`,
          role: 'decides' as const,
          effect: correlation,
          unit: '',
          atLeast: 0.7,
        },
        {
          name: `Points lost by taking the best with ${name}`,
          role: 'limits' as const,
          effect: regret,
          exact: true as const,
          unit: 'points',
          atMost: 1,
        },
      ]),
      answer: found
        .map(
          ({ name, correlation, regret }) =>
            `With ${name} the ranks correlate by ${withInterval(correlation)}; taking the best there loses ${withInterval(regret)} points.`,
        )
        .join(' '),
      limits: [
        `${candidatesOf(evidence.form, WHOLE).length} networks make a rank correlation that is known poorly.`,
        'Networks are compared, each with its own recipe; learning rates, which one would tune as well, are not.',
        'The "whole" is small as well: Fashion-MNIST at 32 px.',
      ],
      tables: [
        {
          title: 'Top-1, mean over seeds',
          columns: [
            { title: 'network', unit: '' },
            { title: 'whole', unit: '%' },
            ...found.map(({ name }) => ({ title: name, unit: '%' })),
          ],
          rows: candidatesOf(evidence.form, WHOLE).map((candidate) => [
            candidate.title,
            meanTop1(evidence, candidate, WHOLE),
            ...found.map(({ way }) =>
              way === SIZE && !candidate.small
                ? { notMeasured: 'it needs 32 px' }
                : meanTop1(evidence, candidate, way),
            ),
          ]),
        },
      ],
      charts: found.map(({ way, name }) => ({
        title: `Top-1 with ${name} against the whole`,
        x: { title: `% with ${name}`, logarithmic: false },
        y: { title: '% with all', logarithmic: false },
        points: candidatesOf(evidence.form, way).flatMap((candidate) => {
          const reduced = meanTop1(evidence, candidate, way);
          return 'value' in reduced
            ? [
                {
                  x: reduced.value,
                  y: meanTop1(evidence, candidate, WHOLE),
                  label: candidate.title,
                  group: 'networks',
                },
              ]
            : [];
        }),
      })),
    };
  },
};
