import { short } from '../evidence/text.js';
import { zooEntry } from '../evidence/zoo.js';
import type { Study } from '../study.js';

export const whatV4Is: Study = {
  id: 'what-v4-is',
  number: 8,
  title: 'What Inception V4 is',
  claim: 'Inception V4 is Inception with residual connections, and larger than V3.',
  source: 'The lecture, Inception V4; against it Szegedy et al. 2017, section 3',
  statistic:
    'Sums of two branches in the graphs (a residual connection is one); parameters and MACs over those of V3, for 1000 classes at 299 px. All exact.',
  refutedBy: 'No sum of two branches in V4.',
  judge(evidence) {
    const ids = ['googlenet-v3', 'googlenet-v4', 'inception-resnet-v1', 'inception-resnet-v2'];
    const entries = ids.map((id) => zooEntry(evidence, id));
    const [v3, v4, , residual] = entries as [
      (typeof entries)[0],
      (typeof entries)[0],
      (typeof entries)[0],
      (typeof entries)[0],
    ];
    const over = (figure: 'macs' | 'trainableParameters') =>
      v4.description.static[figure] / v3.description.static[figure];
    return {
      criteria: [
        {
          name: 'Residual connections of V4',
          role: 'decides',
          effect: { value: v4.additions },
          exact: true,
          unit: '',
          atLeast: 1,
        },
        {
          name: 'Parameters of V4 over those of V3',
          role: 'limits',
          effect: { value: over('trainableParameters') },
          exact: true,
          unit: '×',
          atLeast: 1,
        },
        {
          name: 'MACs of V4 over those of V3',
          role: 'limits',
          effect: { value: over('macs') },
          exact: true,
          unit: '×',
          atLeast: 1,
        },
      ],
      answer:
        `V4 has ${v4.additions === 0 ? 'no residual connection' : `${v4.additions} residual connections`}: it is a pure Inception network, ` +
        `${short(over('macs'))} times V3 in MACs. The residual ones are Inception-ResNet V1 and V2, which the same paper presents beside it; ` +
        `V2 has ${residual.additions} and costs ${short(residual.description.static.macs / v4.description.static.macs)} of V4's MACs.`,
      limits: [
        'Cost only. Accuracy and speed of training, which the paper compares, are in the report of the lineage.',
      ],
      tables: [
        {
          title: 'The networks of the paper',
          columns: [
            { title: 'network', unit: '' },
            { title: 'residual connections', unit: '' },
            { title: 'convolutions', unit: '' },
            { title: 'depth', unit: 'layers' },
            { title: 'parameters', unit: 'M' },
            { title: 'MACs', unit: 'G' },
            { title: 'activations', unit: 'MB' },
          ],
          rows: entries.map(({ description: { network, static: cost }, additions }) => [
            network.title,
            additions,
            cost.convolutions,
            cost.depth,
            cost.trainableParameters / 1e6,
            cost.macs / 1e9,
            cost.activationSumBytes / 1e6,
          ]),
          note: 'Depth counts convolutions and linear layers on the longest path. Activations of one image in float32, all together.',
        },
      ],
    };
  },
};
