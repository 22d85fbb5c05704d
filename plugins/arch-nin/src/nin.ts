/**
 * Network in Network.
 *
 * Min Lin, Qiang Chen, Shuicheng Yan: Network In Network. ICLR 2014, arXiv:1312.4400.
 * `nin` is the form of "Dive into Deep Learning" (D2L), chapter NiN; `nin-imagenet` is the authors' own network for
 * ImageNet, as Caffe's model zoo has it.
 */
import type { ArchitectureOptions, ArchitecturePlugin, Graph, RecipeInput } from '@convbench/spec';
import { API_VERSION, architectureOptionsSchema, UserError } from '@convbench/spec';
import type { ConvOptions, GraphBuilder, Value } from '@convbench/graph';
import { buildForInputSize, graphBuilder } from '@convbench/graph';
import { caffeCheckpoint, d2lCheckpoint } from './checkpoints.js';

/** A block: a convolution, then two 1x1 convolutions, each with a ReLU. */
type Block = Pick<ConvOptions, 'kernel' | 'stride' | 'pad'> & {
  /** Of the first two convolutions. */
  readonly channels: number;
  /** Of the last; default: as many as the others. */
  readonly lastChannels?: number;
};
type Stem = ArchitectureOptions['stem'];

const FIRST: Readonly<Record<Stem, Block>> = {
  imagenet: { channels: 96, kernel: 11, stride: 4, pad: 0 },
  small: { channels: 96, kernel: 5, stride: 2, pad: 2 },
};
const SECOND: Block = { channels: 256, kernel: 5, stride: 1, pad: 2 };
const THIRD: Block = { channels: 384, kernel: 3, stride: 1, pad: 1 };
const LAST: Omit<Block, 'channels'> = { kernel: 3, stride: 1, pad: 1 };

/** Rounding of the three pools: up (Caffe) or down (D2L). */
type Pools = readonly ['up' | 'down', 'up' | 'down', 'up' | 'down'];

interface Network {
  readonly pools: Readonly<Record<Stem, Pools>>;
  /** Channels of the last block before it makes one map for each class; as many as classes where not given. */
  readonly hiddenChannels?: number;
}

const UP: Pools = ['up', 'up', 'up'];
const NETWORKS = {
  // At 28 px the third pool gets a 2x2 map, on which a 3x3 window fits only when its output is rounded up.
  nin: { pools: { imagenet: ['down', 'down', 'down'], small: ['down', 'down', 'up'] } },
  'nin-imagenet': { pools: { imagenet: UP, small: UP }, hiddenChannels: 1024 },
} as const satisfies Record<string, Network>;
type VariantId = keyof typeof NETWORKS;

function ninBlock(b: GraphBuilder, name: string, x: Value, block: Block): Value {
  const { channels, lastChannels = channels } = block;
  return b.scope(name, () => {
    const spatial = b.relu('relu1', b.conv('conv1', x, block));
    const mixed = b.relu('relu2', b.conv('conv2', spatial, { channels, kernel: 1 }));
    return b.relu('relu3', b.conv('conv3', mixed, { channels: lastChannels, kernel: 1 }));
  });
}

function nin(id: VariantId, options: ArchitectureOptions, inputSize: number): Graph {
  const { channels, classes, stem } = options;
  const { pools, hiddenChannels = classes }: Network = NETWORKS[id];
  const b = graphBuilder({ name: id, channels, height: inputSize, width: inputSize });
  const pool = (name: string, from: Value, rounding: Pools[number]): Value =>
    b.maxPool(name, from, { kernel: 3, stride: 2, ceilMode: rounding === 'up' });
  let x = ninBlock(b, 'block1', b.input, FIRST[stem]);
  x = pool('pool1', x, pools[stem][0]);
  x = ninBlock(b, 'block2', x, SECOND);
  x = pool('pool2', x, pools[stem][1]);
  x = ninBlock(b, 'block3', x, THIRD);
  x = pool('pool3', x, pools[stem][2]);
  x = b.dropout('dropout', x, 0.5);
  // One map per class. Its last ReLU stays, as in the paper's network: a logit is never negative.
  x = ninBlock(b, 'classes', x, { ...LAST, channels: hiddenChannels, lastChannels: classes });
  x = b.globalAveragePool('average', x);
  return b.build(b.flatten('logits', x));
}

const MEASURED = 'Our measurement on Fashion-MNIST at 32 px with the small stem';
const recipe: RecipeInput = {
  source: `${MEASURED}.`,
  budget: { images: 60_000 },
  batchSize: 64,
  learningRate: 2e-3,
  optimizer: { kind: 'adam' },
  schedule: { kind: 'cosine', warmupSteps: 100 },
  // As in D2L. From a He start the ReLUs on the class maps die within 100 steps, for every seed tried.
  initialization: 'xavier',
};

const paper: RecipeInput = {
  source:
    'The paper, section 4: batch 128, the rate divided by 10 twice, else the procedure of Krizhevsky et al. (2012), from ' +
    'which are rate, momentum, weight decay and epochs. Ours: the rate falls at thirds of the budget, where the paper ' +
    "waits for plateaus; Xavier start, as in D2L; torchvision's crops. It learns slowly on small images.",
  budget: { epochs: 90 },
  batchSize: 128,
  learningRate: 0.01,
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  schedule: { kind: 'milestones', factor: 0.1, milestones: [1 / 3, 2 / 3], of: 'budget' },
  initialization: 'xavier',
  augmentation: [{ kind: 'random-resized-crop' }, { kind: 'horizontal-flip' }],
};

const D2L = 'D2L, chapter NiN; counted with PyTorch 2.15';
const lecture = { classes: 10, channels: 1, stem: 'imagenet' };
const SMALL_STEM = 'The small stem starts with 5x5 stride 2 instead of 11x11 stride 4';

const plugin: ArchitecturePlugin<typeof architectureOptionsSchema> = {
  kind: 'architecture',
  apiVersion: API_VERSION,
  name: 'nin',
  family: 'plain',
  paper: {
    title: 'Network In Network',
    authors: 'Min Lin, Qiang Chen, Shuicheng Yan',
    year: 2014,
    url: 'https://arxiv.org/abs/1312.4400',
  },
  variants: [
    {
      id: 'nin',
      title: 'NiN',
      aliases: ['network-in-network'],
      note:
        'The D2L form: pools round down and the class maps keep their ReLU. ' +
        `${SMALL_STEM}, and its third pool rounds up.`,
      published: [
        {
          options: { ...lecture, inputSize: 96 },
          trainableParameters: 1_992_166,
          macs: 107_999_560,
          source: D2L,
        },
        {
          options: { ...lecture, inputSize: 224 },
          trainableParameters: 1_992_166,
          macs: 762_297_352,
          source: D2L,
        },
      ],
      recipe,
      recipes: { paper },
    },
    {
      id: 'nin-imagenet',
      title: 'NiN (ImageNet, Caffe)',
      aliases: ['nin-caffe'],
      note:
        "The authors' ImageNet network: pools round up, and two convolutions with 1024 channels precede the class " +
        `maps. ${SMALL_STEM}.`,
      published: [
        {
          options: { classes: 1000, channels: 3, inputSize: 224 },
          trainableParameters: 7_595_176,
          macs: 1_100_188_800,
          top1: 0.5936,
          source: 'Caffe model zoo, NIN-ImageNet, centre crop; counted with PyTorch 2.15',
        },
      ],
      recipe: { ...recipe, source: `${MEASURED}, for the D2L form; not tuned for this one.` },
      recipes: { paper },
    },
  ],
  options: architectureOptionsSchema,
  checkpoints: (variant) => (variant === 'nin' ? [d2lCheckpoint] : [caffeCheckpoint]),
  build(variant, options) {
    if (!isVariant(variant))
      throw new UserError(
        'arch-nin',
        `There is no variant '${variant}'.`,
        `Use one of: ${Object.keys(NETWORKS).join(', ')}.`,
      );
    return buildForInputSize(
      'arch-nin',
      `${variant} with the ${options.stem} stem`,
      options.inputSize,
      (size) => nin(variant, options, size),
    );
  },
};

function isVariant(id: string): id is VariantId {
  return Object.hasOwn(NETWORKS, id);
}

export default plugin;
