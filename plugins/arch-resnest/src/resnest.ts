/**
 * ResNeSt.
 *
 * Hang Zhang, Chongruo Wu, Zhongyue Zhang, Yi Zhu, Haibin Lin, Zhi Zhang, Yue Sun, Tong He, Jonas Mueller, R. Manmatha,
 * Mu Li, Alexander Smola: ResNeSt: Split-Attention Networks. CVPR Workshops 2022, arXiv:2004.08955.
 * In timm's form, which is that of the authors' weights.
 */
import type {
  ArchitectureOptions,
  ArchitecturePlugin,
  Graph,
  PublishedFigures,
  RecipeInput,
} from '@convbench/spec';
import { API_VERSION, architectureOptionsSchema, UserError } from '@convbench/spec';
import type { GraphBuilder, ResidualBlock, Value } from '@convbench/graph';
import {
  buildForInputSize,
  convNorm,
  convNormRelu,
  graphBuilder,
  residualStages,
} from '@convbench/graph';
import { splitAttention } from './splitAttention.js';
import { checkpointsOf } from './checkpoints.js';

/** Blocks of the four stages. */
const NETWORKS = {
  resnest14d: [1, 1, 1, 1],
  resnest26d: [2, 2, 2, 2],
  resnest50d: [3, 4, 6, 3],
} as const satisfies Record<string, readonly number[]>;
type VariantId = keyof typeof NETWORKS;

/** Stride of the first convolution, and whether a pool follows the three. */
const STEMS = {
  imagenet: { stride: 2, pool: true },
  small: { stride: 1, pool: false },
} as const satisfies Record<ArchitectureOptions['stem'], object>;

/** ResNet-D's stem: three 3x3 convolutions instead of one 7x7. */
function deepStem(b: GraphBuilder, stem: ArchitectureOptions['stem']): Value {
  const { stride, pool } = STEMS[stem];
  return b.scope('stem', () => {
    let y = convNormRelu(b, 'conv1', b.input, { channels: 32, kernel: 3, stride, pad: 1 });
    y = convNormRelu(b, 'conv2', y, { channels: 32, kernel: 3, pad: 1 });
    y = convNormRelu(b, 'conv3', y, { channels: 64, kernel: 3, pad: 1 });
    return pool ? b.maxPool('pool', y, { kernel: 3, stride: 2, pad: 1 }) : y;
  });
}

/** A bottleneck whose 3x3 convolution is split attention; an average pool after it does the striding. */
function branch(b: GraphBuilder, x: Value, { channels, stride }: ResidualBlock): Value {
  let y = convNormRelu(b, 'reduce', x, { channels, kernel: 1 });
  y = splitAttention(b, 'attention', y, channels);
  if (stride === 2)
    y = b.averagePool('pool', y, { kernel: 3, stride, pad: 1, countIncludePad: true });
  return convNorm(b, 'expand', y, { channels: 4 * channels, kernel: 1 });
}

/** ResNet-D's shortcut: an average pool does the striding. */
function shortcut(b: GraphBuilder, x: Value, channels: number, { stride }: ResidualBlock): Value {
  return b.scope('shortcut', () => {
    const pool = { kernel: 2, stride, ceilMode: true, countIncludePad: false };
    const pooled = stride === 2 ? b.averagePool('pool', x, pool) : x;
    return convNorm(b, 'project', pooled, { channels, kernel: 1 });
  });
}

function resnest(id: VariantId, options: ArchitectureOptions, inputSize: number): Graph {
  const { channels, classes, stem } = options;
  const b = graphBuilder({ name: id, channels, height: inputSize, width: inputSize });
  let x = deepStem(b, stem);
  x = residualStages(
    b,
    x,
    NETWORKS[id],
    (from, block) => branch(b, from, block),
    (from, outputChannels, block) => shortcut(b, from, outputChannels, block),
  );
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  return b.build(b.linear('logits', x, { features: classes }));
}

const optimizer = {
  kind: 'sgd',
  momentum: 0.9,
  weightDecay: 1e-4,
  weightDecayOn: 'weights',
} as const;
const paper: RecipeInput = {
  source:
    'The paper, section 4.2: momentum 0.9, weight decay 1e-4, not of biases and norms, learning rate 0.1 at batch 256, ' +
    'cosine after 5 epochs of warm-up, label smoothing 0.1, mixup 0.2, 270 epochs, mirrored crops. Not here: AutoAugment ' +
    'and the dropout of 0.2 before the last layer.',
  budget: { epochs: 270 },
  batchSize: 256,
  learningRate: 0.1,
  optimizer,
  schedule: { kind: 'cosine', warmupEpochs: 5 },
  initialization: 'he',
  labelSmoothing: 0.1,
  augmentation: [{ kind: 'random-resized-crop' }, { kind: 'horizontal-flip' }],
  mixup: { alpha: 0.2 },
};
const recipe: RecipeInput = {
  source:
    'The paper, section 4.2: momentum 0.9, weight decay 1e-4, not of biases and norms, learning rate 0.1 at batch 256, ' +
    'here 0.025 at batch 64, cosine after a warm-up, label smoothing 0.1. Ours: 24,000 images instead of 270 epochs, ' +
    'without mixup, AutoAugment and the dropout of 0.2 before the last layer.',
  budget: { images: 24_000 },
  batchSize: 64,
  learningRate: 0.025,
  optimizer,
  schedule: { kind: 'cosine', warmupSteps: 50 },
  initialization: 'he',
  labelSmoothing: 0.1,
};

function published(
  counts: Pick<PublishedFigures, 'trainableParameters' | 'macs'>,
  stated: Omit<PublishedFigures, 'options'>,
): readonly PublishedFigures[] {
  const options = { classes: 1000, channels: 3, inputSize: 224 };
  return [
    { options, ...counts, source: 'timm 1.0.31; counted with PyTorch 2.15' },
    { options, ...stated },
  ];
}

const GLUON = 'GluonCV model zoo, one crop';

const STEM_NOTE = 'The small stem does not stride and has no pool.';

const plugin: ArchitecturePlugin<typeof architectureOptionsSchema> = {
  kind: 'architecture',
  apiVersion: API_VERSION,
  name: 'resnest',
  family: 'residual',
  paper: {
    title: 'ResNeSt: Split-Attention Networks',
    authors:
      'Hang Zhang, Chongruo Wu, Zhongyue Zhang, Yi Zhu, Haibin Lin, Zhi Zhang, Yue Sun, Tong He, Jonas Mueller, ' +
      'R. Manmatha, Mu Li, Alexander Smola',
    year: 2022,
    url: 'https://arxiv.org/abs/2004.08955',
  },
  variants: [
    {
      id: 'resnest14d',
      title: 'ResNeSt-14',
      aliases: ['resnest14', 'resnest-14'],
      note: `One block in each stage; from the GluonCV and timm model zoos, not in the paper. ${STEM_NOTE}`,
      published: published(
        { trainableParameters: 10_611_688, macs: 2_749_405_184 },
        { top1: 0.7554, top5: 0.9257, source: GLUON },
      ),
      recipe,
      recipes: { paper },
    },
    {
      id: 'resnest26d',
      title: 'ResNeSt-26',
      aliases: ['resnest26', 'resnest-26'],
      note: `Two blocks in each stage; from the GluonCV and timm model zoos, not in the paper. ${STEM_NOTE}`,
      published: published(
        { trainableParameters: 17_069_448, macs: 3_623_391_232 },
        { top1: 0.7863, top5: 0.9438, source: GLUON },
      ),
      recipe,
      recipes: { paper },
    },
    {
      id: 'resnest50d',
      title: 'ResNeSt-50',
      aliases: ['resnest50', 'resnest-50'],
      note:
        `The paper's ResNeSt-50 (radix 2, cardinality 1, width 64, pool after the attention). The 'fast' form of its ` +
        `ablation pools before it. ${STEM_NOTE}`,
      published: published(
        { trainableParameters: 27_483_240, macs: 5_371_160_576 },
        {
          trainableParameters: 27.5e6,
          macs: 5.39e9,
          top1: 0.8113,
          source: 'the paper: table 2, one crop of 224 px',
          difference: 'the paper does not say which operators it counts',
        },
      ),
      recipe,
      recipes: { paper },
    },
  ],
  options: architectureOptionsSchema,
  checkpoints: (variant) => (isVariant(variant) ? checkpointsOf(NETWORKS[variant]) : []),
  build(variant, options) {
    if (!isVariant(variant))
      throw new UserError(
        'arch-resnest',
        `There is no variant '${variant}'.`,
        `Use one of: ${Object.keys(NETWORKS).join(', ')}.`,
      );
    return buildForInputSize('arch-resnest', variant, options.inputSize, (size) =>
      resnest(variant, options, size),
    );
  },
};

function isVariant(id: string): id is VariantId {
  return Object.hasOwn(NETWORKS, id);
}

export default plugin;
