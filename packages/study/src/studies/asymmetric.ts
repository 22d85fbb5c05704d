import { trainings } from '../evidence/seeds.js';
import { compareTimes } from '../evidence/selectCells.js';
import type { Selector } from '../evidence/selectCells.js';
import { partOf, short, withInterval } from '../evidence/text.js';
import { timedMatrix } from '../evidence/timing.js';
import type { Evidence, Study } from '../study.js';

const { meanTop1, seededMatrices, top1Difference } = trainings('small');
const WIDTHS = [64, 128, 256] as const;
const INPUT_SIZE = 28;
const LAYERS = 2;
/** In percentage points: less than what two seeds usually differ by. */
const TOLERATED_LOSS = -1;

const options = (width: number, asymmetric: boolean) => ({
  width,
  kernel: 3,
  layers: LAYERS,
  asymmetric,
});
const layer = (width: number, asymmetric: boolean): Selector => ({
  id: 'study-layer',
  options: options(width, asymmetric),
});
const NET = { id: 'study-net', options: { width: 16, depth: 2 } };
const net = (asymmetric: boolean): Selector => ({
  ...NET,
  options: { ...NET.options, asymmetric },
});

function macsOf({ describe }: Evidence, width: number, asymmetric: boolean): number {
  const given = { ...options(width, asymmetric), channels: 1, inputSize: INPUT_SIZE };
  return partOf(describe('study-layer', given).groups, 'layers').macs;
}

export const asymmetric: Study = {
  id: 'asymmetric',
  number: 4,
  title: 'A 3x3 convolution as 1x3 and 3x1',
  claim:
    'A 3x3 convolution replaced by a 1x3 and a 3x1 convolution needs a third less computation, and loses nothing.',
  source: 'The lecture, Inception V3; Szegedy et al. 2016, section 3.2',
  statistic:
    'MACs of the pair over those of the square at equal widths (exact); times of the two, measured side by side; top-1 of the pair less that of the square after equal training, over seeds.',
  refutedBy: 'A MAC ratio other than two thirds, or a loss of accuracy of more than one point.',
  matrices: (form) => [
    timedMatrix(form, {
      architectures: WIDTHS.flatMap((width) =>
        [true, false].map((each) => ({ id: 'study-layer', options: options(width, each) })),
      ),
      inputSizes: [INPUT_SIZE],
      batchSizes: [1],
    }),
    ...seededMatrices(form, {
      architectures: [true, false].map((each) => ({
        id: NET.id,
        options: { ...NET.options, asymmetric: each },
      })),
    }),
  ],
  judge(evidence) {
    const times = compareTimes(
      evidence.run('time'),
      WIDTHS.map((width) => [layer(width, true), layer(width, false)]),
    );
    const rows = WIDTHS.map((width, index) => ({
      width,
      macs: macsOf(evidence, width, true) / macsOf(evidence, width, false),
      time: times[index]?.ratio ?? { notMeasured: 'no process measured it' },
    }));
    const difference = top1Difference(evidence, net(true), net(false));
    const worst = Math.max(...rows.map(({ macs }) => macs));
    return {
      criteria: [
        {
          name: 'MACs of the pair over those of the square',
          role: 'decides',
          effect: { value: worst },
          exact: true,
          unit: '×',
          atLeast: 0.666,
          atMost: 0.667,
        },
        {
          name: 'Top-1 of the pair less that of the square',
          role: 'decides',
          effect: difference,
          unit: 'points',
          atLeast: TOLERATED_LOSS,
        },
        ...rows.map(({ width, time }) => ({
          name: `Time of the pair over that of the square, ${width} channels`,
          role: 'limits' as const,
          effect: time,
          unit: '×',
          atMost: 1,
        })),
      ],
      answer:
        `The MACs are ${short(worst)} of those of the square. The time is ` +
        `${rows.map(({ width, time }) => `${withInterval(time)} of it at ${width} channels`).join(', ')}. ` +
        `Top-1 changes by ${withInterval(difference)} points.`,
      limits: [
        'Engines compute square 3x3 convolutions by special algorithms (Winograd), which rows and columns do not have.',
        `Accuracy is of a small network on Fashion-MNIST at 32 px, where every 3x3 convolution but the first is replaced; the paper does so on maps of 12 to 20 px only.`,
      ],
      tables: [
        {
          title: `${LAYERS} layers at ${INPUT_SIZE} px: pair over square`,
          columns: [
            { title: 'channels', unit: '' },
            { title: 'MACs', unit: '×' },
            { title: 'time', unit: '×' },
          ],
          rows: rows.map(({ width, macs, time }) => [width, macs, time]),
        },
        {
          title: 'Top-1 after equal training, mean over seeds',
          columns: [
            { title: 'kernels', unit: '' },
            { title: 'top-1', unit: '%' },
          ],
          rows: [
            ['1x3 and 3x1', meanTop1(evidence, net(true))],
            ['3x3', meanTop1(evidence, net(false))],
          ],
        },
      ],
    };
  },
};
