import { trainings } from '../evidence/seeds.js';
import { compareTimes, latencyOf } from '../evidence/selectCells.js';
import type { Selector } from '../evidence/selectCells.js';
import { short, withInterval } from '../evidence/text.js';
import { timedMatrix } from '../evidence/timing.js';
import type { Evidence, Study } from '../study.js';

const { meanTop1, seededMatrices, top1Difference } = trainings('small');
/** Convolutions of each of three stages, and channels of the first: as many MACs each, to 5 %. */
const SHAPES = [
  { depth: 1, width: 64 },
  { depth: 2, width: 32 },
  { depth: 3, width: 24 },
  { depth: 4, width: 20 },
] as const;
type Shape = (typeof SHAPES)[number];
const WIDEST = SHAPES[0];
const DEEPEST = SHAPES[3];
const INPUT_SIZE = 32;
const network = ({ depth, width }: Shape): Selector => ({
  id: 'study-net',
  options: { depth, width },
});
const architectures = SHAPES.map(({ depth, width }) => ({
  id: 'study-net',
  options: { depth, width },
}));

const costOf = ({ describe }: Evidence, { depth, width }: Shape) =>
  describe('study-net', { depth, width, channels: 1, inputSize: INPUT_SIZE }).static;

export const depthAgainstWidth: Study = {
  id: 'depth-against-width',
  number: 13,
  title: 'Deeper or wider at equal cost',
  claim:
    'At equal computation a deeper, narrower network is more accurate than a shallower, wider one.',
  source: 'The lecture, VGG; Simonyan and Zisserman 2015, section 2.3',
  statistic:
    'Top-1 of the deepest less that of the widest of four networks with equal MACs, after equal training, over seeds; parameters, activations and time of each.',
  refutedBy: 'The deepest being surely less accurate than the widest.',
  matrices: (form) => [
    timedMatrix(form, { architectures, inputSizes: [INPUT_SIZE], batchSizes: [1] }),
    ...seededMatrices(form, { architectures }),
  ],
  judge(evidence) {
    const costs = SHAPES.map((shape) => costOf(evidence, shape));
    const macs = costs.map((cost) => cost.macs);
    const spread = Math.max(...macs) / Math.min(...macs);
    const difference = top1Difference(evidence, network(DEEPEST), network(WIDEST));
    const run = evidence.run('time');
    const time = compareTimes(run, [[network(DEEPEST), network(WIDEST)]])[0]?.ratio ?? {
      notMeasured: 'no process measured it',
    };
    return {
      criteria: [
        {
          name: 'MACs are equal: most over least',
          role: 'decides',
          effect: { value: spread },
          exact: true,
          unit: '×',
          atMost: 1.05,
        },
        {
          name: 'Top-1 of the deepest less that of the widest',
          role: 'decides',
          effect: difference,
          unit: 'points',
          atLeast: 0,
        },
        {
          name: 'Equal MACs take equal time: deepest over widest',
          role: 'limits',
          effect: time,
          unit: '×',
          atLeast: 0.9,
          atMost: 1.1,
        },
      ],
      answer:
        `With ${DEEPEST.depth} convolutions in each stage in place of ${WIDEST.depth}, and MACs equal to ${short(100 * (spread - 1))} %, top-1 changes by ` +
        `${withInterval(difference)} points and the time to ${withInterval(time)} of that of the widest.`,
      limits: [
        'Networks of 3 to 12 convolutions with batch normalisation on Fashion-MNIST at 32 px, all with the same recipe.',
        'Deeper networks than these need residual connections to be trained at all.',
      ],
      tables: [
        {
          title: 'Equal MACs, from wide to deep',
          columns: [
            { title: 'convolutions of a stage', unit: '' },
            { title: 'channels of the first stage', unit: '' },
            { title: 'MACs', unit: 'M' },
            { title: 'parameters', unit: '' },
            { title: 'activations', unit: 'MB' },
            { title: 'latency', unit: 'ms' },
            { title: 'top-1, mean over seeds', unit: '%' },
          ],
          rows: SHAPES.map((shape, index) => {
            const cost = costs[index] as (typeof costs)[number];
            return [
              shape.depth,
              shape.width,
              cost.macs / 1e6,
              cost.trainableParameters,
              cost.activationSumBytes / 1e6,
              latencyOf(run, network(shape)),
              meanTop1(evidence, network(shape)),
            ];
          }),
        },
      ],
    };
  },
};
