/**
 * VGG.
 *
 * Karen Simonyan, Andrew Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition. ICLR 2015,
 * arXiv:1409.1556.
 */
import type { ArchitecturePlugin, Graph } from '@convbench/spec';
import { API_VERSION, architectureOptionsSchema, UserError, z } from '@convbench/spec';
import type { GraphBuilder, Value } from '@convbench/graph';
import { buildForInputSize, graphBuilder } from '@convbench/graph';
import { checkpointsOf } from './checkpoints.js';
import { vggVariants } from './variants.js';

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
  variants: vggVariants,
  options: optionsSchema,
  checkpoints: (variant) => (isVariant(variant) ? checkpointsOf(NETWORKS[variant]) : []),
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
