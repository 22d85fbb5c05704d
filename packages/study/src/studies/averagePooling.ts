import { trainings } from '../evidence/seeds.js';
import type { Selector } from '../evidence/selectCells.js';
import { short, withInterval } from '../evidence/text.js';
import { zooEntry } from '../evidence/zoo.js';
import type { Evidence, Study } from '../study.js';

const { meanTop1, seededMatrices, top1Difference } = trainings('small');
const ZOO = ['alexnet', 'vgg16', 'nin-imagenet', 'googlenet-v1', 'resnet18'];
const CLASSES = 1000;
/** Channels of VGG-16's last map, which a mean would hand to one linear layer. */
const VGG_CHANNELS = 512;
const TOLERATED_LOSS = -1;
const NET = { id: 'study-net', options: { width: 16, depth: 2 } };
const net = (head: 'average' | 'hidden'): Selector => ({
  ...NET,
  options: { ...NET.options, head },
});

function costOf({ describe }: Evidence, head: 'average' | 'hidden') {
  return describe(NET.id, { ...NET.options, head, channels: 1, inputSize: 32 }).static;
}

export const averagePooling: Study = {
  id: 'average-pooling',
  number: 9,
  title: 'A mean over the map in place of large linear layers',
  claim:
    'Global average pooling in place of fully connected layers saves most of the parameters and their memory, without a loss of accuracy.',
  source:
    'The lecture, NiN and GoogLeNet; Lin et al. 2014, section 3.2; Szegedy et al. 2015, section 5',
  statistic:
    'Parameters of VGG-16 with a mean and one linear layer over those with its own head (exact); top-1 of a small network with the one head less that with the other, after equal training, over seeds.',
  refutedBy: 'More than half of the parameters left, or a loss of more than one point.',
  matrices: (form) =>
    seededMatrices(form, {
      architectures: (['average', 'hidden'] as const).map((head) => ({
        id: NET.id,
        options: { ...NET.options, head },
      })),
    }),
  judge(evidence) {
    const entries = ZOO.map((id) => zooEntry(evidence, id));
    const vgg = zooEntry(evidence, 'vgg16');
    const head = VGG_CHANNELS * CLASSES + CLASSES;
    const left = (vgg.convolution.parameters + head) / vgg.description.static.trainableParameters;
    const macsLeft = (vgg.convolution.macs + VGG_CHANNELS * CLASSES) / vgg.description.static.macs;
    const [small, large] = [costOf(evidence, 'average'), costOf(evidence, 'hidden')];
    const difference = top1Difference(evidence, net('average'), net('hidden'));
    return {
      criteria: [
        {
          name: 'Parameters of VGG-16 with a mean in place of its hidden layers, over those it has',
          role: 'decides',
          effect: { value: left },
          exact: true,
          unit: '×',
          atMost: 0.5,
        },
        {
          name: 'Top-1 of the small network with the mean less that with hidden layers',
          role: 'decides',
          effect: difference,
          unit: 'points',
          atLeast: TOLERATED_LOSS,
        },
        {
          name: 'Computation is saved as well: MACs of VGG-16 with the mean over those it has',
          role: 'limits',
          effect: { value: macsLeft },
          exact: true,
          unit: '×',
          atMost: 0.9,
        },
      ],
      answer:
        `VGG-16 would keep ${short(100 * left)} % of its parameters and ${short(100 * macsLeft)} % of its MACs. ` +
        `In the small network (${short(small.trainableParameters)} parameters in place of ${short(large.trainableParameters)}) ` +
        `the mean changes top-1 by ${withInterval(difference)} points.`,
      limits: [
        'That VGG-16 would be as accurate with a mean is not tested: it would have to be trained on ImageNet.',
        'The small network is trained on Fashion-MNIST at 32 px.',
      ],
      tables: [
        {
          title: `Where the parameters sit, ${CLASSES} classes`,
          columns: [
            { title: 'network', unit: '' },
            { title: 'parameters', unit: 'M' },
            { title: 'weights', unit: 'MB' },
            { title: 'parameters in linear layers', unit: '%' },
            { title: 'MACs in linear layers', unit: '%' },
          ],
          rows: entries.map(({ description: { network, static: cost }, linear }) => [
            network.title,
            cost.trainableParameters / 1e6,
            cost.weightBytes / 1e6,
            (100 * linear.parameters) / cost.trainableParameters,
            (100 * linear.macs) / cost.macs,
          ]),
        },
        {
          title: 'The small network',
          columns: [
            { title: 'head', unit: '' },
            { title: 'parameters', unit: '' },
            { title: 'weights', unit: 'MB' },
            { title: 'MACs', unit: '' },
            { title: 'top-1, mean over seeds', unit: '%' },
          ],
          rows: [
            ['mean and one linear layer', small, net('average')] as const,
            ['two hidden layers', large, net('hidden')] as const,
          ].map(([name, cost, selector]) => [
            name,
            cost.trainableParameters,
            cost.weightBytes / 1e6,
            cost.macs,
            meanTop1(evidence, selector),
          ]),
        },
      ],
    };
  },
};
