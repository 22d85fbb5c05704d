/**
 * ResNet.
 *
 * Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun: Deep Residual Learning for Image Recognition. CVPR 2016,
 * arXiv:1512.03385. In torchvision's form, in which a bottleneck's stride sits on its 3x3 convolution.
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
import { checkpointsOf } from './checkpoints.js';

type Branch = (b: GraphBuilder, x: Value, block: ResidualBlock) => Value;

/** Blocks of stages conv2_x to conv5_x (table 1). */
const NETWORKS = {
  resnet18: { branch: basic, blocks: [2, 2, 2, 2] },
  resnet34: { branch: basic, blocks: [3, 4, 6, 3] },
  resnet50: { branch: bottleneck, blocks: [3, 4, 6, 3] },
} as const satisfies Record<string, { branch: Branch; blocks: readonly number[] }>;
type VariantId = keyof typeof NETWORKS;

/** Figure 5, left. */
function basic(b: GraphBuilder, x: Value, { channels, stride }: ResidualBlock): Value {
  const y = convNormRelu(b, 'conv1', x, { channels, kernel: 3, stride, pad: 1 });
  return convNorm(b, 'conv2', y, { channels, kernel: 3, pad: 1 });
}

/** Figure 5, right. The paper strides in the first 1x1, which skips three of four pixels. */
function bottleneck(b: GraphBuilder, x: Value, { channels, stride }: ResidualBlock): Value {
  let y = convNormRelu(b, 'conv1', x, { channels, kernel: 1 });
  y = convNormRelu(b, 'conv2', y, { channels, kernel: 3, stride, pad: 1 });
  return convNorm(b, 'conv3', y, { channels: 4 * channels, kernel: 1 });
}

/** Option B of the paper: a projection where the shape changes. */
function projection(b: GraphBuilder, x: Value, channels: number, { stride }: ResidualBlock): Value {
  return convNorm(b, 'shortcut', x, { channels, kernel: 1, stride });
}

const STEMS = {
  imagenet(b: GraphBuilder): Value {
    const y = convNormRelu(b, 'stem', b.input, { channels: 64, kernel: 7, stride: 2, pad: 3 });
    return b.maxPool('pool', y, { kernel: 3, stride: 2, pad: 1 });
  },
  small(b: GraphBuilder): Value {
    return convNormRelu(b, 'stem', b.input, { channels: 64, kernel: 3, pad: 1 });
  },
} as const satisfies Record<ArchitectureOptions['stem'], (b: GraphBuilder) => Value>;

function resnet(id: VariantId, options: ArchitectureOptions, inputSize: number): Graph {
  const { channels, classes, stem } = options;
  const { branch, blocks } = NETWORKS[id];
  const b = graphBuilder({ name: id, channels, height: inputSize, width: inputSize });
  let x = STEMS[stem](b);
  x = residualStages(
    b,
    x,
    blocks,
    (from, block) => branch(b, from, block),
    (from, outputChannels, block) => projection(b, from, outputChannels, block),
  );
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  return b.build(b.linear('logits', x, { features: classes }));
}

const optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 } as const;
const paper: RecipeInput = {
  source:
    'The paper, section 3.4: momentum 0.9, weight decay 1e-4, learning rate 0.1 at batch 256, 600,000 steps, which are ' +
    '120 epochs of ImageNet, mirrored crops. Ours: the rate is divided by 10 after 30, 60 and 90 epochs, where the paper ' +
    "waits for plateaus; torchvision's crops in place of scales from 256 to 480; no changes of colour.",
  budget: { epochs: 120 },
  batchSize: 256,
  learningRate: 0.1,
  optimizer,
  schedule: { kind: 'milestones', factor: 0.1, milestones: [30, 60, 90] },
  initialization: 'he',
  augmentation: [{ kind: 'random-resized-crop' }, { kind: 'horizontal-flip' }],
};
const recipe: RecipeInput = {
  source:
    'The paper, section 3.4: momentum 0.9, weight decay 1e-4, learning rate 0.1 at batch 256, here 0.025 at batch 64, ' +
    'divided by 10 twice. Ours: that comes at one and two thirds of the budget, where the paper waits for plateaus, after ' +
    'a warm-up, and 24,000 images instead of 600,000 steps.',
  budget: { images: 24_000 },
  batchSize: 64,
  learningRate: 0.025,
  optimizer,
  schedule: {
    kind: 'milestones',
    factor: 0.1,
    milestones: [1 / 3, 2 / 3],
    of: 'budget',
    warmupSteps: 50,
  },
  initialization: 'he',
};

function published(
  reference: Omit<PublishedFigures, 'options' | 'source'>,
  paper: Omit<PublishedFigures, 'options' | 'source'>,
): readonly PublishedFigures[] {
  const options = { classes: 1000, channels: 3, inputSize: 224 };
  return [
    {
      options,
      ...reference,
      source: 'torchvision 0.29.2, first weights, centre crop; counted with PyTorch 2.15',
    },
    { options, ...paper, source: 'the paper: table 1; tables 2 and 3, ten crops' },
  ];
}

const STEM_NOTE = 'The small stem is one 3x3 convolution of stride 1 without a pool.';

const plugin: ArchitecturePlugin<typeof architectureOptionsSchema> = {
  kind: 'architecture',
  apiVersion: API_VERSION,
  name: 'resnet',
  family: 'residual',
  paper: {
    title: 'Deep Residual Learning for Image Recognition',
    authors: 'Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun',
    year: 2016,
    url: 'https://arxiv.org/abs/1512.03385',
  },
  variants: [
    {
      id: 'resnet18',
      title: 'ResNet-18',
      aliases: ['resnet-18'],
      note: `Two 3x3 convolutions in each block. ${STEM_NOTE}`,
      published: published(
        { trainableParameters: 11_689_512, macs: 1_814_073_344, top1: 0.69758, top5: 0.89078 },
        { macs: 1.8e9, top1: 0.7212 },
      ),
      recipe,
      recipes: { paper },
    },
    {
      id: 'resnet34',
      title: 'ResNet-34',
      aliases: ['resnet-34'],
      note: `ResNet-18 with more blocks. ${STEM_NOTE}`,
      published: published(
        { trainableParameters: 21_797_672, macs: 3_663_761_408, top1: 0.73314, top5: 0.9142 },
        {
          macs: 3.6e9,
          top1: 0.7497,
          difference:
            'the paper rounds, and its shortcuts between widths have no weights (option A)',
        },
      ),
      recipe,
      recipes: { paper },
    },
    {
      id: 'resnet50',
      title: 'ResNet-50',
      aliases: ['resnet-50', 'resnet50-v1.5'],
      note:
        'Version 1.5: the stride of a bottleneck sits on its 3x3 convolution. The paper has it on the first 1x1 ' +
        `(version 1, 3.8 GMACs), with as many parameters. ${STEM_NOTE}`,
      published: published(
        { trainableParameters: 25_557_032, macs: 4_089_184_256, top1: 0.7613, top5: 0.92862 },
        {
          macs: 3.8e9,
          top1: 0.7715,
          top5: 0.9329,
          difference: "version 1 strides in a bottleneck's first convolution",
        },
      ),
      recipe,
      recipes: { paper },
    },
  ],
  options: architectureOptionsSchema,
  checkpoints(variant) {
    if (!isVariant(variant)) return [];
    const { branch, blocks } = NETWORKS[variant];
    return branch === bottleneck
      ? checkpointsOf({ blocks, convolutions: 3, projects: () => true })
      : checkpointsOf({ blocks, convolutions: 2, projects: (stage) => stage > 0 });
  },
  build(variant, options) {
    if (!isVariant(variant))
      throw new UserError(
        'arch-resnet',
        `There is no variant '${variant}'.`,
        `Use one of: ${Object.keys(NETWORKS).join(', ')}.`,
      );
    return buildForInputSize('arch-resnet', variant, options.inputSize, (size) =>
      resnet(variant, options, size),
    );
  },
};

function isVariant(id: string): id is VariantId {
  return Object.hasOwn(NETWORKS, id);
}

export default plugin;
