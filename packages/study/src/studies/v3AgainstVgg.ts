import type { Measured } from '@convbench/spec';
import { wilsonInterval } from '@convbench/statistics';
import { trainings } from '../evidence/seeds.js';
import { compareTimes, latencyOf, summaryOf } from '../evidence/selectCells.js';
import type { Selector } from '../evidence/selectCells.js';
import { ratioOf, scaled, short, withInterval } from '../evidence/text.js';
import { timedMatrix } from '../evidence/timing.js';
import { zooEntry } from '../evidence/zoo.js';
import type { Evidence, Study } from '../study.js';

const { meanTop1, seededMatrices, top1Difference } = trainings('large');
const V3: Selector = { id: 'googlenet-v3' };
const VGG: Selector = { id: 'vgg16' };
/** Trained at 32 px: VGG-16 with batch normalisation, which V3 has, and as few channels as fit the images. */
const SMALL_VGG: Selector = { id: 'vgg16-bn', options: { width: 0.25 } };
/** V3's for few images, for both: under its own, with a rate of 0.05, VGG-16 stays near chance for so few steps. */
const SAME = { optimizer: { kind: 'adam' }, learningRate: 0.001, batchSize: 32 } as const;
const VALIDATION_IMAGES = 50_000;

/** Top-1 on ImageNet as published, with Wilson's interval for its validation images. */
function publishedTop1({ describe }: Evidence, id: string): Measured {
  const top1 = describe(id).variant.published?.find((each) => each.top1 !== undefined)?.top1;
  if (top1 === undefined) return { notMeasured: 'nothing is published' };
  const interval = wilsonInterval(Math.round(top1 * VALIDATION_IMAGES), VALIDATION_IMAGES, 0.95);
  return scaled({ value: top1, interval }, 100);
}

function difference(a: Measured, b: Measured): Measured {
  if (!('value' in a)) return a;
  if (!('value' in b)) return b;
  const half = ({ interval }: { interval?: { low: number; high: number } | undefined }) =>
    interval === undefined ? 0 : (interval.high - interval.low) / 2;
  const [value, width] = [a.value - b.value, Math.hypot(half(a), half(b))];
  return { value, interval: { low: value - width, high: value + width, confidence: 0.95 } };
}

export const v3AgainstVgg: Study = {
  id: 'v3-against-vgg',
  number: 7,
  title: 'Inception V3 against VGG',
  claim: 'Inception V3 beats VGG in accuracy, but needs much memory and is slow.',
  source: 'The lecture, Inception V3; Szegedy et al. 2016, section 10',
  statistic:
    'Published top-1 on ImageNet of V3 less VGG-16; weights and peak memory of V3 over those of VGG-16, and its time, each at its own input size (299 and 224 px); top-1 of both trained small.',
  refutedBy:
    'VGG-16 being as accurate. That V3 needs less memory or time than VGG-16 limits the claim.',
  matrices: (form) => [
    {
      ...timedMatrix(form, {
        architectures: [V3.id, VGG.id],
        inputSizes: ['native'],
        batchSizes: [1],
      }),
    },
    ...seededMatrices(form, {
      architectures: [V3.id, { id: SMALL_VGG.id, options: { ...SMALL_VGG.options } }],
      recipe: SAME,
    }),
  ],
  judge(evidence) {
    const run = evidence.run('time');
    const [v3, vgg] = [zooEntry(evidence, V3.id), zooEntry(evidence, VGG.id)];
    const published = difference(publishedTop1(evidence, V3.id), publishedTop1(evidence, VGG.id));
    const trained = top1Difference(evidence, V3, SMALL_VGG);
    const memoryOf = (selector: Selector): Measured =>
      summaryOf(run, selector)?.memory.peakRssBytes ?? { notMeasured: 'no process measured it' };
    const weights = v3.description.static.weightBytes / vgg.description.static.weightBytes;
    const macs = v3.description.static.macs / vgg.description.static.macs;
    const memory = ratioOf(memoryOf(V3), memoryOf(VGG));
    const time = compareTimes(run, [[V3, VGG]])[0]?.ratio ?? { notMeasured: 'not measured' };
    const row = (name: string, { description }: typeof v3, selector: Selector) => [
      name,
      publishedTop1(evidence, selector.id),
      description.static.weightBytes / 1e6,
      description.static.macs / 1e9,
      scaled(memoryOf(selector), 1e-6),
      latencyOf(run, selector),
    ];
    return {
      criteria: [
        {
          name: 'Published top-1 on ImageNet, V3 less VGG-16',
          role: 'decides',
          effect: published,
          unit: 'points',
          atLeast: 0,
        },
        {
          name: 'Top-1 trained small on Fashion-MNIST, V3 less VGG-16 / 4',
          role: 'limits',
          effect: trained,
          unit: 'points',
          atLeast: 0,
        },
        {
          name: 'V3 needs more memory for its weights: bytes over those of VGG-16',
          role: 'limits',
          effect: { value: weights },
          exact: true,
          unit: '×',
          atLeast: 1,
        },
        {
          name: 'V3 needs more memory when it runs: peak over that of VGG-16',
          role: 'limits',
          effect: memory,
          unit: '×',
          atLeast: 1,
        },
        {
          name: 'V3 is slower: time over that of VGG-16',
          role: 'limits',
          effect: time,
          unit: '×',
          atLeast: 1,
        },
      ],
      answer:
        `V3 is ${withInterval(published)} points better on ImageNet with ${short(weights)} of the weights and ${short(macs)} of the ` +
        `MACs of VGG-16. Here it takes ${withInterval(time)} times as long and ${withInterval(memory)} times the memory.`,
      limits: [
        "Published accuracies are torchvision's, of networks trained with different recipes in different years.",
        'The small trainings are of V3 with its small stem and of VGG-16 with batch normalisation and a quarter of the channels, at 32 px, both by Adam at 0.001: they say little of ImageNet.',
        'Memory is that of a process with Node and the engine, for one image; training needs the activations as well, of which V3 has more than its weights suggest.',
      ],
      tables: [
        {
          title: 'At their own input sizes',
          columns: [
            { title: 'network', unit: '' },
            { title: 'published top-1', unit: '%' },
            { title: 'weights', unit: 'MB' },
            { title: 'MACs', unit: 'G' },
            { title: 'peak memory', unit: 'MB' },
            { title: 'latency', unit: 'ms' },
          ],
          rows: [row('Inception V3', v3, V3), row('VGG-16', vgg, VGG)],
        },
        {
          title: 'Top-1 trained small, mean over seeds',
          columns: [
            { title: 'network', unit: '' },
            { title: 'top-1', unit: '%' },
          ],
          rows: [
            ['Inception V3, small stem', meanTop1(evidence, V3)],
            ['VGG-16 (BN) / 4', meanTop1(evidence, SMALL_VGG)],
          ],
        },
      ],
    };
  },
};
