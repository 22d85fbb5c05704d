/**
 * VGG.
 *
 * Karen Simonyan, Andrew Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition. ICLR 2015,
 * arXiv:1409.1556.
 */
import type { ArchitecturePlugin, Graph, PublishedFigures, RecipeInput } from '@convbench/spec';
import { API_VERSION, architectureOptionsSchema, UserError, z } from '@convbench/spec';
import type { GraphBuilder, Value } from '@convbench/graph';
import { buildForInputSize, graphBuilder } from '@convbench/graph';

/** Channels of the 3x3 convolutions of each stage; a 2x2 max pool ends a stage (table 1, columns A, B, D, E). */
const A = [[64], [128], [256, 256], [512, 512], [512, 512]];
const B = [
  [64, 64],
  [128, 128],
  [256, 256],
  [512, 512],
  [512, 512],
];
const D = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];
const E = [
  [64, 64],
  [128, 128],
  [256, 256, 256, 256],
  [512, 512, 512, 512],
  [512, 512, 512, 512],
];

interface Network {
  readonly stages: readonly (readonly number[])[];
  /** Batch normalisation after each convolution, which keeps its bias, as in torchvision. */
  readonly normalized: boolean;
}

const NETWORKS = {
  vgg11: { stages: A, normalized: false },
  vgg13: { stages: B, normalized: false },
  vgg16: { stages: D, normalized: false },
  vgg19: { stages: E, normalized: false },
  'vgg11-bn': { stages: A, normalized: true },
  'vgg13-bn': { stages: B, normalized: true },
  'vgg16-bn': { stages: D, normalized: true },
  'vgg19-bn': { stages: E, normalized: true },
} as const satisfies Record<string, Network>;
type VariantId = keyof typeof NETWORKS;

/** Features of both hidden layers of the classifier, whatever the width of the convolutions. */
const HIDDEN_FEATURES = 4096;

const optionsSchema = architectureOptionsSchema.extend({
  /**
   * Factor on the channels of all convolutions; 0.25 gives the lecture's small VGG. All channels are multiples of 64,
   * so a multiple of 1/64 gives whole ones.
   */
  width: z
    .number()
    .positive()
    .max(4)
    .multipleOf(1 / 64)
    .default(1),
});
type VggOptions = z.infer<typeof optionsSchema>;

function stage(
  b: GraphBuilder,
  name: string,
  x: Value,
  channels: readonly number[],
  normalized: boolean,
): Value {
  return b.scope(name, () => {
    let y = x;
    channels.forEach((count, index) => {
      y = b.conv(`conv${index + 1}`, y, { channels: count, kernel: 3, pad: 1 });
      if (normalized) y = b.batchNorm(`norm${index + 1}`, y);
      y = b.relu(`relu${index + 1}`, y);
    });
    return b.maxPool('pool', y, { kernel: 2, stride: 2 });
  });
}

function hidden(b: GraphBuilder, name: string, x: Value): Value {
  return b.scope(name, () => {
    const y = b.relu('relu', b.linear('linear', x, { features: HIDDEN_FEATURES }));
    return b.dropout('dropout', y, 0.5);
  });
}

/** The first hidden layer takes the last map as it is, so its size follows from the input's: 7x7 at 224 px. */
function vgg(id: VariantId, options: VggOptions, inputSize: number): Graph {
  const { channels, classes, width } = options;
  const b = graphBuilder({ name: id, channels, height: inputSize, width: inputSize });
  const { stages, normalized }: Network = NETWORKS[id];
  let x = b.input;
  stages.forEach((counts, index) => {
    const scaled = counts.map((count) => count * width);
    x = stage(b, `stage${index + 1}`, x, scaled, normalized);
  });
  return b.scope('classifier', () => {
    x = b.flatten('flatten', x);
    x = hidden(b, 'hidden1', x);
    x = hidden(b, 'hidden2', x);
    return b.build(b.linear('logits', x, { features: classes }));
  });
}

const MEASURED = 'Our measurement on Fashion-MNIST at 32 px, for VGG-11 at a quarter of its width';
const recipe: RecipeInput = {
  source: `${MEASURED}.`,
  budget: { images: 30_000 },
  batchSize: 128,
  learningRate: 1e-3,
  optimizer: { kind: 'adam' },
  schedule: { kind: 'cosine', warmupSteps: 100 },
  initialization: 'he',
};
const deeperRecipe: RecipeInput = { ...recipe, source: `${MEASURED}; not tuned for deeper ones.` };

const NORMALIZED =
  "torchvision's form with batch normalisation, which the paper does not have; convolutions keep their biases.";
const normalizedRecipe = deeperRecipe;

/** At 224 px the networks of the paper and of torchvision, with 1000 classes. */
function imageNet(trainableParameters: number, macs: number): PublishedFigures {
  return {
    options: { classes: 1000, channels: 3, inputSize: 224, width: 1 },
    trainableParameters,
    macs,
    source: 'torchvision 0.29.2; counted with PyTorch 2.15',
  };
}

function lecture(inputSize: number, trainableParameters: number, macs: number): PublishedFigures {
  return {
    options: { classes: 10, channels: 1, inputSize, width: 0.25 },
    trainableParameters,
    macs,
    source: 'D2L, chapter VGG, channels divided by 4; counted with PyTorch 2.15',
  };
}

const plugin: ArchitecturePlugin<typeof optionsSchema> = {
  kind: 'architecture',
  apiVersion: API_VERSION,
  name: 'vgg',
  family: 'plain',
  paper: {
    title: 'Very Deep Convolutional Networks for Large-Scale Image Recognition',
    authors: 'Karen Simonyan, Andrew Zisserman',
    year: 2015,
    url: 'https://arxiv.org/abs/1409.1556',
  },
  variants: [
    {
      id: 'vgg11',
      title: 'VGG-11',
      aliases: ['vgg-11'],
      note:
        'Configuration A. Its first layers are gentle already: both stems are the same. The first hidden layer ' +
        'depends on the input size (D2L); torchvision pools any input to 7x7 instead, which agrees at 224 px.',
      published: [
        imageNet(132_863_336, 7_609_090_048),
        lecture(96, 22_121_802, 107_798_528),
        lecture(224, 43_093_322, 512_155_648),
      ],
      recipe,
    },
    {
      id: 'vgg13',
      title: 'VGG-13',
      aliases: ['vgg-13'],
      note: 'Configuration B: two convolutions in each stage.',
      published: [imageNet(133_047_848, 11_308_466_176)],
      recipe: deeperRecipe,
    },
    {
      id: 'vgg16',
      title: 'VGG-16',
      aliases: ['vgg-16'],
      note: 'Configuration D; C, which has the same depth, uses 1x1 convolutions in three places.',
      published: [imageNet(138_357_544, 15_470_264_320)],
      recipe: deeperRecipe,
    },
    {
      id: 'vgg19',
      title: 'VGG-19',
      aliases: ['vgg-19'],
      note: 'Configuration E: four convolutions in each of the last three stages.',
      published: [imageNet(143_667_240, 19_632_062_464)],
      recipe: deeperRecipe,
    },
    {
      id: 'vgg11-bn',
      title: 'VGG-11 (BN)',
      aliases: ['vgg11_bn', 'vgg-11-bn'],
      note: NORMALIZED,
      published: [imageNet(132_868_840, 7_609_090_048)],
      recipe: normalizedRecipe,
    },
    {
      id: 'vgg13-bn',
      title: 'VGG-13 (BN)',
      aliases: ['vgg13_bn', 'vgg-13-bn'],
      note: NORMALIZED,
      published: [imageNet(133_053_736, 11_308_466_176)],
      recipe: normalizedRecipe,
    },
    {
      id: 'vgg16-bn',
      title: 'VGG-16 (BN)',
      aliases: ['vgg16_bn', 'vgg-16-bn'],
      note: NORMALIZED,
      published: [imageNet(138_365_992, 15_470_264_320)],
      recipe: normalizedRecipe,
    },
    {
      id: 'vgg19-bn',
      title: 'VGG-19 (BN)',
      aliases: ['vgg19_bn', 'vgg-19-bn'],
      note: NORMALIZED,
      published: [imageNet(143_678_248, 19_632_062_464)],
      recipe: normalizedRecipe,
    },
  ],
  options: optionsSchema,
  build(variant, options) {
    if (!isVariant(variant))
      throw new UserError(
        'arch-vgg',
        `There is no variant '${variant}'.`,
        `Use one of: ${Object.keys(NETWORKS).join(', ')}.`,
      );
    return buildForInputSize('arch-vgg', variant, options.inputSize, (size) =>
      vgg(variant, options, size),
    );
  },
};

function isVariant(id: string): id is VariantId {
  return Object.hasOwn(NETWORKS, id);
}

export default plugin;
