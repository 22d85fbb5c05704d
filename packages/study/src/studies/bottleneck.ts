import { compareTimes } from '../evidence/selectCells.js';
import type { Selector } from '../evidence/selectCells.js';
import { partOf, scaled, short, withInterval } from '../evidence/text.js';
import { timedMatrix } from '../evidence/timing.js';
import type { Evidence, Study } from '../study.js';

const WIDTH = 256;
const REDUCED = 96;
const KERNELS = [3, 5] as const;
const INPUT_SIZE = 28;

const options = (kernel: number, bottleneck: number) => ({
  width: WIDTH,
  kernel,
  bottleneck,
});
const network = (kernel: number, bottleneck: number): Selector => ({
  id: 'study-layer',
  options: options(kernel, bottleneck),
});

function costOf({ describe }: Evidence, kernel: number, bottleneck: number) {
  const given = { ...options(kernel, bottleneck), channels: 1, inputSize: INPUT_SIZE };
  return partOf(describe('study-layer', given).groups, 'layers');
}

export const bottleneck: Study = {
  id: 'bottleneck',
  number: 2,
  title: 'A 1x1 convolution before a large one',
  claim: `A 1x1 convolution that reduces ${WIDTH} channels to ${REDUCED} before a 3x3 or 5x5 convolution saves most of its operations, and time.`,
  source: 'The lecture, GoogLeNet; Szegedy et al. 2015, section 4, figure 2b; Lin et al. 2014',
  statistic: `MACs with the 1x1 convolution over those without it (exact), ${WIDTH} channels in and out at ${INPUT_SIZE} px; times of the two, measured side by side.`,
  refutedBy: 'As many MACs, or no time saved, for one of the two kernels.',
  matrices: (form) => [
    timedMatrix(form, {
      architectures: KERNELS.flatMap((kernel) =>
        [0, REDUCED].map((reduced) => ({ id: 'study-layer', options: options(kernel, reduced) })),
      ),
      inputSizes: [INPUT_SIZE],
      batchSizes: form === 'quick' ? [1] : [1, 8],
    }),
  ],
  judge(evidence) {
    const times = compareTimes(
      evidence.run('time'),
      KERNELS.map((kernel) => [
        { ...network(kernel, REDUCED), batchSize: 1 },
        { ...network(kernel, 0), batchSize: 1 },
      ]),
    );
    const rows = KERNELS.map((kernel, index) => {
      const [reduced, direct] = [costOf(evidence, kernel, REDUCED), costOf(evidence, kernel, 0)];
      return {
        kernel,
        parameters: reduced.parameters / direct.parameters,
        macs: reduced.macs / direct.macs,
        time: times[index]?.ratio ?? { notMeasured: 'no process measured it' },
      };
    });
    return {
      criteria: rows.flatMap(({ kernel, macs, time }) => [
        {
          name: `MACs with the 1x1 convolution over those without, ${kernel}x${kernel}`,
          role: 'decides' as const,
          effect: { value: macs },
          exact: true as const,
          unit: '×',
          atMost: 0.5,
        },
        {
          name: `Time with the 1x1 convolution over that without, ${kernel}x${kernel}`,
          role: 'decides' as const,
          effect: time,
          unit: '×',
          atMost: 1,
        },
        {
          name: `The time saved is as large as the MACs promise, ${kernel}x${kernel}: time over MACs`,
          role: 'limits' as const,
          effect: scaled(time, 1 / macs),
          unit: '×',
          atMost: 1.1,
        },
      ]),
      answer: rows
        .map(
          ({ kernel, macs, time }) =>
            `Before a ${kernel}x${kernel} convolution it leaves ${short(macs)} of the MACs and ${withInterval(time)} of the time.`,
        )
        .join(' '),
      limits: [
        'What the network learns with fewer channels in between is another question.',
        'Batch 1; a stem and a head that both sides have take a small part of the time.',
      ],
      tables: [
        {
          title: 'With the 1x1 convolution over without it',
          columns: [
            { title: 'kernel', unit: '' },
            { title: 'parameters', unit: '×' },
            { title: 'MACs', unit: '×' },
            { title: 'time', unit: '×' },
          ],
          rows: rows.map(({ kernel, parameters, macs, time }) => [
            `${kernel}x${kernel}`,
            parameters,
            macs,
            time,
          ]),
        },
      ],
    };
  },
};
