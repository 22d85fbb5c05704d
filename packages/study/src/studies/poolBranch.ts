import { trainings } from '../evidence/seeds.js';
import type { Selector } from '../evidence/selectCells.js';
import { withInterval } from '../evidence/text.js';
import type { Evidence, Study } from '../study.js';

const { meanTop1, seededMatrices, top1Difference } = trainings('small');
const POOLS = ['max', 'average', 'none'] as const;
type Pool = (typeof POOLS)[number];
const network = (pool: Pool): Selector => ({ id: 'study-pool-branch', options: { pool } });

const macsOf = ({ describe }: Evidence, pool: Pool) =>
  describe('study-pool-branch', { pool, channels: 1, inputSize: 32 }).static.macs;

export const poolBranch: Study = {
  id: 'pool-branch',
  number: 12,
  title: 'The max pool in the fourth branch',
  claim:
    'The 3x3 max pool before the 1x1 convolution in the fourth branch of an Inception block makes the network better.',
  source: 'The lecture, GoogLeNet; Szegedy et al. 2015, section 4',
  statistic:
    'Top-1 of a small Inception network with the max pool less that without it, and less that with a mean in its place, after equal training, over seeds.',
  refutedBy: 'Top-1 that is surely lower with the max pool than without it.',
  matrices: (form) =>
    seededMatrices(form, {
      architectures: POOLS.map((pool) => ({ id: 'study-pool-branch', options: { pool } })),
    }),
  judge(evidence) {
    const without = top1Difference(evidence, network('max'), network('none'));
    const average = top1Difference(evidence, network('max'), network('average'));
    return {
      criteria: [
        {
          name: 'Top-1 with the max pool less that without',
          role: 'decides',
          effect: without,
          unit: 'points',
          atLeast: 0,
        },
        {
          name: 'Top-1 with the max pool less that with a mean',
          role: 'limits',
          effect: average,
          unit: 'points',
          atLeast: 0,
        },
        {
          name: 'MACs with the max pool over those without',
          role: 'limits',
          effect: { value: macsOf(evidence, 'max') / macsOf(evidence, 'none') },
          exact: true,
          unit: '×',
          atMost: 1,
        },
      ],
      answer:
        `The max pool changes top-1 by ${withInterval(without)} points against nothing in its place, and by ` +
        `${withInterval(average)} points against a mean. It has no parameters and no MACs.`,
      limits: [
        'A network of four blocks, a quarter as wide as GoogLeNet, on Fashion-MNIST at 32 px.',
        'Inception V3 and V4 take a mean in most blocks.',
      ],
      tables: [
        {
          title: 'Top-1, mean over seeds',
          columns: [
            { title: 'fourth branch', unit: '' },
            { title: 'top-1', unit: '%' },
            { title: 'MACs', unit: '' },
          ],
          rows: POOLS.map((pool) => [
            pool === 'none' ? '1x1 alone' : `${pool === 'max' ? 'max pool' : 'mean'}, then 1x1`,
            meanTop1(evidence, network(pool)),
            macsOf(evidence, pool),
          ]),
        },
      ],
    };
  },
};
