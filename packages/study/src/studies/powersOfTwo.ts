import { isMeasured } from '@convbench/spec';
import type { Measured } from '@convbench/spec';
import { compareTimes, latencyOf, selectCell } from '../evidence/selectCells.js';
import type { Selector } from '../evidence/selectCells.js';
import { partOf, scaled, short, withInterval } from '../evidence/text.js';
import { timedMatrix } from '../evidence/timing.js';
import type { Evidence, Study, StudyForm } from '../study.js';

const INPUT_SIZE = 16;
/** Enough for a GPU to have more to compute than to launch: a layer of 256 channels is 39 GMAC. */
const ON_GPU = { inputSizes: [32], batchSizes: [64] };
const LAYERS = 4;
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const widthsOf = (form: StudyForm): readonly number[] =>
  form === 'full'
    ? [...range(90, 130), ...range(240, 260)]
    : [
        ...[92, 95, 96, 97, 100, 104, 108, 111, 112, 113, 116, 120, 124, 127, 128, 129],
        ...[240, 241, 244, 248, 252, 255, 256, 257, 260],
      ];

const options = (width: number) => ({ width, kernel: 3, layers: LAYERS });
const network = (width: number): Selector => ({ id: 'study-layer', options: options(width) });
/** A tile of the machine is full at these; the largest that divides the width names it. */
const STEPS = [32, 16, 8, 4, 2, 1] as const;
const stepOf = (width: number) => STEPS.find((step) => width % step === 0) ?? 1;

/** Of one call with a whole batch. */
function macsOf({ describe, run }: Evidence, width: number): number {
  const { network: measured, batchSize } = selectCell(run('time'), network(width)).cell;
  const { inputSize } = measured.options;
  const given = { ...options(width), channels: 1, inputSize };
  return batchSize * partOf(describe('study-layer', given).groups, 'layers').macs;
}

/** What is compared: the power of two, and a width that is none. */
const PAIRS = [
  [128, 112],
  [256, 240],
  [128, 127],
  [256, 255],
  [112, 111],
  [96, 95],
] as const;
/** Of these the second is a multiple of 16 as well. */
const DECIDING = 2;
/** Four times the MACs. Where that takes hardly longer, time per MAC says nothing of the width. */
const GROWTH = [256, 128] as const;
const NOT_MEASURED: Measured = { notMeasured: 'no process measured it' };
/** Less than that a tile's leftovers are not worth a rule. */
const WORTH = 0.97;

export const powersOfTwo: Study = {
  id: 'powers-of-two',
  number: 5,
  title: 'Do widths that are powers of two run faster?',
  claim: 'Layers whose number of channels is a power of two run faster than others.',
  source: 'The lecture, GoogLeNet: why channels are 64, 128, 256',
  statistic:
    'Time per MAC of 3x3 convolutions of 90 to 130 and 240 to 260 channels: at a power of two over that at the next lower multiple of 16, and over that at one channel less; measured side by side.',
  refutedBy:
    'A multiple of 16 that is no power of two and costs as little time per MAC (within 3 %) as the power of two.',
  matrices: (form) => [
    {
      ...timedMatrix(form, {
        architectures: widthsOf(form).map((width) => ({
          id: 'study-layer',
          options: options(width),
        })),
        inputSizes: [INPUT_SIZE],
        batchSizes: [1],
      }),
      onGpu: ON_GPU,
    },
  ],
  judge(evidence) {
    const run = evidence.run('time');
    const widths = widthsOf(evidence.form);
    const perMac = widths.map((width) => ({
      width,
      step: stepOf(width),
      picoseconds: scaled(latencyOf(run, network(width)), 1e9 / macsOf(evidence, width)),
    }));
    const compared = [...PAIRS, GROWTH];
    const times = compareTimes(
      run,
      compared.map(([first, second]) => [network(first), network(second)]),
    ).map(({ ratio }) => ratio);
    const growth = times.at(-1);
    const ratios = PAIRS.map(([power, other], index) => {
      const ratio = times[index] ?? NOT_MEASURED;
      return scaled(ratio, macsOf(evidence, other) / macsOf(evidence, power));
    });
    const steps = meanByStep(perMac);
    return {
      criteria: [
        {
          name: 'Computing takes the time: at 256 channels over that at 128, with four times the MACs',
          role: 'presupposes',
          effect: growth ?? NOT_MEASURED,
          unit: '×',
          atLeast: 2,
        },
        ...PAIRS.map(([power, other], index) => ({
          name: `Time per MAC at ${power} channels over that at ${other}`,
          role: index < DECIDING ? ('decides' as const) : ('limits' as const),
          effect: ratios[index] ?? NOT_MEASURED,
          unit: '×',
          atMost: WORTH,
        })),
      ],
      answer:
        `Per MAC, 128 channels take ${withInterval(ratios[0] as Measured)} of the time of 112, and 256 take ` +
        `${withInterval(ratios[1] as Measured)} of that of 240. Against one channel less, 128 take ` +
        `${withInterval(ratios[2] as Measured)} of the time of 127, 112 take ${withInterval(ratios[4] as Measured)} of that of 111.` +
        stepsText(steps),
      limits: [
        'The engine and the vector width of this processor make the steps; another backend or device has others.',
        `${LAYERS} layers of 3x3 convolutions on maps of ${INPUT_SIZE} px at batch 1; on a GPU of ${ON_GPU.inputSizes.join()} px at batch ${ON_GPU.batchSizes.join()}.`,
      ],
      tables: [
        {
          title: 'Time per MAC by the largest step that divides the width',
          columns: [
            { title: 'multiple of', unit: '' },
            { title: 'widths', unit: '' },
            { title: 'time per MAC', unit: 'ps' },
            { title: 'over that of multiples of 16', unit: '×' },
          ],
          rows: steps.map(({ step, widths: count, mean, over16 }) => [
            step,
            count,
            mean,
            over16 ?? { notMeasured: 'no multiple of 16 was measured' },
          ]),
          note: 'Multiples of 16 are those that are not multiples of 32, and so on. Geometric means.',
        },
        {
          title: 'Time per MAC of every width',
          columns: [
            { title: 'channels', unit: '' },
            { title: 'multiple of', unit: '' },
            { title: 'time per MAC', unit: 'ps' },
          ],
          rows: perMac.map(({ width, step, picoseconds }) => [width, step, picoseconds]),
        },
      ],
      charts: [
        {
          title: 'Time per MAC against width',
          x: { title: 'channels', logarithmic: false },
          y: { title: 'ps per MAC', logarithmic: false },
          points: perMac.map(({ width, step, picoseconds }) => ({
            x: width,
            y: picoseconds,
            label: width === 128 || width === 256 ? String(width) : '',
            group: step >= 16 ? 'multiple of 16' : step >= 8 ? 'multiple of 8' : 'other',
          })),
        },
      ],
    };
  },
};

interface PerMac {
  readonly step: number;
  readonly picoseconds: Measured;
}

/** Mean time per MAC by the largest step that divides the width; steps of which nothing was measured are left out. */
function meanByStep(perMac: readonly PerMac[]) {
  const all = STEPS.flatMap((step) => {
    const figures = perMac.filter((each) => each.step === step).map((each) => each.picoseconds);
    const mean = geometricMean(figures);
    return mean === undefined ? [] : [{ step, widths: figures.length, mean }];
  });
  const reference = all.find(({ step }) => step === 16)?.mean;
  return all.map((each) => ({ ...each, over16: reference && each.mean / reference }));
}

/** Where the steps are. */
function stepsText(steps: ReturnType<typeof meanByStep>): string {
  const others = steps.flatMap(({ step, over16 }) =>
    step === 16 || over16 === undefined
      ? []
      : [`${short(over16)} for ${step === 1 ? 'odd widths' : step}`],
  );
  if (others.length === 0) return '';
  return ` By the largest power of two that divides the width, the mean time per MAC over that for 16 is ${others.join(', ')}.`;
}

function geometricMean(figures: readonly Measured[]): number | undefined {
  const values = figures.filter(isMeasured).map(({ value }) => value);
  if (values.length === 0) return undefined;
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
