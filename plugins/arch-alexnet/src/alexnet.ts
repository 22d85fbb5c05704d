/**
 * AlexNet.
 *
 * Alex Krizhevsky, Ilya Sutskever, Geoffrey E. Hinton: ImageNet Classification with Deep Convolutional Neural Networks.
 * NIPS 2012. `alexnet-caffe` is that network in the form of Caffe's bvlc_alexnet; `alexnet` is torchvision's one-column
 * form of Alex Krizhevsky: One weird trick for parallelizing convolutional neural networks. 2014, arXiv:1404.5997.
 */
import type { ArchitectureOptions, ArchitecturePlugin, Graph, RecipeInput } from '@convbench/spec';
import { API_VERSION, architectureOptionsSchema, UserError } from '@convbench/spec';
import type { ConvOptions, GraphBuilder, Value } from '@convbench/graph';
import { buildForInputSize, graphBuilder } from '@convbench/graph';
import { caffeCheckpoint, torchvisionCheckpoint } from './checkpoints.js';

/** A convolution with its ReLU, then local response normalisation, then a 3x3 pool of stride 2, where it has them. */
interface Layer extends ConvOptions {
  readonly norm?: boolean;
  readonly pool?: boolean;
}

interface Network {
  readonly convolutions: readonly [Layer, ...Layer[]];
  /** Caffe's pools round up; at the published size nothing is left over to round. */
  readonly poolCeilMode: boolean;
  /** Where a hidden layer drops: its inputs (torchvision) or its outputs (Caffe, the paper). */
  readonly dropout: 'inputs' | 'outputs';
}

const NETWORKS = {
  alexnet: {
    convolutions: [
      { channels: 64, kernel: 11, stride: 4, pad: 2, pool: true },
      { channels: 192, kernel: 5, pad: 2, pool: true },
      { channels: 384, kernel: 3, pad: 1 },
      { channels: 256, kernel: 3, pad: 1 },
      { channels: 256, kernel: 3, pad: 1, pool: true },
    ],
    poolCeilMode: false,
    dropout: 'inputs',
  },
  // The two columns of the paper's figure 2 meet in the third convolution: elsewhere they are two groups.
  'alexnet-caffe': {
    convolutions: [
      { channels: 96, kernel: 11, stride: 4, norm: true, pool: true },
      { channels: 256, kernel: 5, pad: 2, groups: 2, norm: true, pool: true },
      { channels: 384, kernel: 3, pad: 1 },
      { channels: 384, kernel: 3, pad: 1, groups: 2 },
      { channels: 256, kernel: 3, pad: 1, groups: 2, pool: true },
    ],
    poolCeilMode: true,
    dropout: 'outputs',
  },
} as const satisfies Record<string, Network>;
type VariantId = keyof typeof NETWORKS;

/** Caffe's constants. The paper (section 3.3) has a bias of 2 and does not divide alpha by the size. */
const LRN = { size: 5, alpha: 1e-4, beta: 0.75, bias: 1 };

/** The small stem's first window; its channels, norm and pool stay. */
const SMALL_FIRST = { kernel: 5, stride: 1, pad: 2 };

const HIDDEN_FEATURES = 4096;

function convolution(
  b: GraphBuilder,
  name: string,
  x: Value,
  { norm = false, pool = false, ...conv }: Layer,
  poolCeilMode: boolean,
): Value {
  return b.scope(name, () => {
    let y = b.relu('relu', b.conv('conv', x, conv));
    if (norm) y = b.lrn('norm', y, LRN);
    return pool ? b.maxPool('pool', y, { kernel: 3, stride: 2, ceilMode: poolCeilMode }) : y;
  });
}

function hidden(b: GraphBuilder, name: string, x: Value, dropout: Network['dropout']): Value {
  return b.scope(name, () => {
    const y = dropout === 'inputs' ? b.dropout('dropout', x, 0.5) : x;
    const z = b.relu('relu', b.linear('linear', y, { features: HIDDEN_FEATURES }));
    return dropout === 'outputs' ? b.dropout('dropout', z, 0.5) : z;
  });
}

/** The first hidden layer takes the last map as it is, so its size follows from the input's: 6x6 at the published. */
function alexnet(id: VariantId, options: ArchitectureOptions, inputSize: number): Graph {
  const { channels, classes, stem } = options;
  const { convolutions, poolCeilMode, dropout }: Network = NETWORKS[id];
  const b = graphBuilder({ name: id, channels, height: inputSize, width: inputSize });
  let x = b.input;
  convolutions.forEach((layer, index) => {
    const small = stem === 'small' && index === 0;
    const fitting = small ? { ...layer, ...SMALL_FIRST } : layer;
    x = convolution(b, `layer${index + 1}`, x, fitting, poolCeilMode);
  });
  return b.scope('classifier', () => {
    x = b.flatten('flatten', x);
    x = hidden(b, 'hidden1', x, dropout);
    x = hidden(b, 'hidden2', x, dropout);
    return b.build(b.linear('logits', x, { features: classes }));
  });
}

const paper: RecipeInput = {
  source:
    'The paper, section 5: momentum 0.9, weight decay 5e-4, learning rate 0.01 at batch 128, divided by 10 three times, 90 ' +
    'epochs, mirrored crops. Ours: the rate falls at quarters of the budget, where the paper waits for plateaus; He start ' +
    "instead of 0.01; torchvision's crops; no changes of colour.",
  budget: { epochs: 90 },
  batchSize: 128,
  learningRate: 0.01,
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  schedule: { kind: 'milestones', factor: 0.1, milestones: [0.25, 0.5, 0.75], of: 'budget' },
  initialization: 'he',
  augmentation: [{ kind: 'random-resized-crop' }, { kind: 'horizontal-flip' }],
};
const recipe: RecipeInput = {
  source:
    'The paper, section 5: momentum 0.9, weight decay 5e-4, learning rate 0.01 at batch 128, here 0.005 at batch 64. ' +
    'Ours: a cosine after a warm-up, where the paper divides the rate by 10 at plateaus, He start instead of 0.01, ' +
    'and 30,000 images instead of 90 epochs.',
  budget: { images: 30_000 },
  batchSize: 64,
  learningRate: 0.005,
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  schedule: { kind: 'cosine', warmupSteps: 50 },
  initialization: 'he',
};

const STEM_NOTE =
  'The small stem starts with 5x5 stride 1. The first hidden layer depends on the input size.';

const plugin: ArchitecturePlugin<typeof architectureOptionsSchema> = {
  kind: 'architecture',
  apiVersion: API_VERSION,
  name: 'alexnet',
  family: 'plain',
  paper: {
    title: 'ImageNet Classification with Deep Convolutional Neural Networks',
    authors: 'Alex Krizhevsky, Ilya Sutskever, Geoffrey E. Hinton',
    year: 2012,
    url: 'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
  },
  variants: [
    {
      id: 'alexnet',
      title: 'AlexNet (one column)',
      aliases: ['alexnet-torchvision'],
      note:
        "torchvision's form: one column with 64 channels first, no normalisation; not the network of 2012. " +
        STEM_NOTE,
      published: [
        {
          options: { classes: 1000, channels: 3, inputSize: 224 },
          trainableParameters: 61_100_840,
          macs: 714_188_480,
          top1: 0.56522,
          top5: 0.79066,
          source: 'torchvision 0.29.2, centre crop; counted with PyTorch 2.15',
        },
      ],
      recipe,
      recipes: { paper },
    },
    {
      id: 'alexnet-caffe',
      title: 'AlexNet (Caffe)',
      aliases: ['bvlc-alexnet', 'bvlc_alexnet'],
      note:
        'The network of 2012: two groups, local response normalisation before the pools (CaffeNet has it after them). ' +
        `Its images have 227 px: at the paper's 224 the first map would be 54x54, not 55x55. ${STEM_NOTE}`,
      published: [
        {
          options: { classes: 1000, channels: 3, inputSize: 227 },
          trainableParameters: 60_965_224,
          macs: 724_406_816,
          top1: 0.571,
          top5: 0.802,
          source: 'Caffe model zoo, bvlc_alexnet, centre crop',
        },
        {
          options: { classes: 1000, channels: 3, inputSize: 227 },
          trainableParameters: 60e6,
          top1: 0.593,
          top5: 0.818,
          source: 'the paper: section 1 and table 2, one network, ten crops',
          difference: 'the paper rounds',
        },
      ],
      recipe,
      recipes: { paper },
    },
  ],
  options: architectureOptionsSchema,
  checkpoints: (variant) => (variant === 'alexnet' ? [torchvisionCheckpoint] : [caffeCheckpoint]),
  build(variant, options) {
    if (!isVariant(variant))
      throw new UserError(
        'arch-alexnet',
        `There is no variant '${variant}'.`,
        `Use one of: ${Object.keys(NETWORKS).join(', ')}.`,
      );
    return buildForInputSize(
      'arch-alexnet',
      `${variant} with the ${options.stem} stem`,
      options.inputSize,
      (size) => alexnet(variant, options, size),
    );
  },
};

function isVariant(id: string): id is VariantId {
  return Object.hasOwn(NETWORKS, id);
}

export default plugin;
