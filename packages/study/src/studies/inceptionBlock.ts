import { compareTimes } from '../evidence/selectCells.js';
import type { Selector } from '../evidence/selectCells.js';
import { partOf, short, withInterval } from '../evidence/text.js';
import { timedMatrix } from '../evidence/timing.js';
import { BLOCK_INPUT_SIZE, BLOCK_NAMES } from '../networks/block.js';
import type { BlockName } from '../networks/block.js';
import type { Evidence, Study, StudyForm } from '../study.js';

type Form = 'inception' | 'plain3x3' | 'plain5x5';
const PLAIN = ['plain3x3', 'plain5x5'] as const;

const timedBlocks = (form: StudyForm): readonly BlockName[] =>
  form === 'quick' ? ['3a', '4c', '5b'] : BLOCK_NAMES;
const network = (block: BlockName, form: Form): Selector => ({
  id: 'study-block',
  options: { block, form },
});

function costOf({ describe }: Evidence, block: BlockName, form: Form) {
  const { groups } = describe('study-block', {
    block,
    form,
    channels: 1,
    inputSize: BLOCK_INPUT_SIZE,
  });
  return partOf(groups, 'block');
}

export const inceptionBlock: Study = {
  id: 'inception-block',
  number: 1,
  title: 'An Inception block against one plain convolution',
  claim:
    'An Inception block needs far fewer parameters and operations than one 3x3 or 5x5 convolution with the same output.',
  source: 'The lecture, GoogLeNet; Szegedy et al. 2015, sections 3 and 4, table 1',
  statistic:
    'Parameters and MACs of the block over those of one convolution of the same input and output, for all nine blocks of table 1 (exact); times of the same networks, measured side by side.',
  refutedBy: 'A block of the nine that needs as many parameters or MACs as the plain convolution.',
  matrices: (form) => [
    timedMatrix(form, {
      architectures: timedBlocks(form).flatMap((block) =>
        (['inception', ...PLAIN] as const).map((each) => ({
          id: 'study-block',
          options: { block, form: each },
        })),
      ),
      inputSizes: [BLOCK_INPUT_SIZE],
      batchSizes: [1],
    }),
  ],
  judge(evidence) {
    const costs = BLOCK_NAMES.map((block) => ({
      block,
      inception: costOf(evidence, block, 'inception'),
      plain3x3: costOf(evidence, block, 'plain3x3'),
      plain5x5: costOf(evidence, block, 'plain5x5'),
    }));
    const worst = (figure: 'parameters' | 'macs', plain: (typeof PLAIN)[number]) =>
      Math.max(...costs.map((cost) => cost.inception[figure] / cost[plain][figure]));
    const blocks = timedBlocks(evidence.form);
    const pairs = blocks.flatMap((block) =>
      PLAIN.map((plain) => [network(block, 'inception'), network(block, plain)] as const),
    );
    const times = compareTimes(evidence.run('time'), pairs);
    const timeOf = (block: BlockName, plain: (typeof PLAIN)[number]) =>
      times[blocks.indexOf(block) * PLAIN.length + PLAIN.indexOf(plain)]?.ratio ?? {
        notMeasured: 'not in this form',
      };
    return {
      criteria: [
        ...PLAIN.flatMap((plain) =>
          (['parameters', 'macs'] as const).map((figure) => ({
            name: `${figure === 'macs' ? 'MACs' : 'Parameters'} over those of one ${plain.slice(5)} convolution, largest of nine blocks`,
            role: 'decides' as const,
            effect: { value: worst(figure, plain) },
            exact: true as const,
            unit: '×',
            atMost: 0.8,
          })),
        ),
        ...blocks.flatMap((block) =>
          PLAIN.map((plain) => ({
            name: `Time of block ${block} over that of one ${plain.slice(5)} convolution`,
            role: 'limits' as const,
            effect: timeOf(block, plain),
            unit: '×',
            atMost: 1,
          })),
        ),
      ],
      answer:
        `A block needs at most ${short(worst('macs', 'plain3x3'))} of the MACs of one 3x3 convolution and ` +
        `${short(worst('macs', 'plain5x5'))} of those of one 5x5. In time, block 3a takes ` +
        `${withInterval(timeOf('3a', 'plain3x3'))} times as long as the 3x3 and ` +
        `${withInterval(timeOf('3a', 'plain5x5'))} times as long as the 5x5.`,
      limits: [
        'The plain convolution is not what anybody would use with so many channels: the claim compares with the network that the block replaces in the argument, not with a rival.',
        'Time is of single blocks at batch 1 with a thin stem and head around them, which both sides have.',
      ],
      tables: [
        {
          title: 'Cost of a block over that of one convolution',
          columns: [
            { title: 'block', unit: '' },
            { title: 'parameters, 3x3', unit: '×' },
            { title: 'MACs, 3x3', unit: '×' },
            { title: 'time, 3x3', unit: '×' },
            { title: 'parameters, 5x5', unit: '×' },
            { title: 'MACs, 5x5', unit: '×' },
            { title: 'time, 5x5', unit: '×' },
          ],
          rows: costs.map((cost) => [
            cost.block,
            ...PLAIN.flatMap((plain) => [
              cost.inception.parameters / cost[plain].parameters,
              cost.inception.macs / cost[plain].macs,
              timeOf(cost.block, plain),
            ]),
          ]),
        },
      ],
    };
  },
};
