/**
 * Network in Network.
 *
 * Min Lin, Qiang Chen, Shuicheng Yan: Network In Network. ICLR 2014, arXiv:1312.4400.
 * In the form of "Dive into Deep Learning" (D2L), chapter NiN, which follows the authors' ImageNet network.
 */
import type { ArchitectureOptions, ArchitecturePlugin, Graph } from '@convbench/spec';
import { API_VERSION, architectureOptionsSchema, UserError } from '@convbench/spec';
import type { ConvOptions, GraphBuilder, Value } from '@convbench/graph';
import { buildForInputSize, graphBuilder } from '@convbench/graph';

/** A block: a convolution, then two 1x1 convolutions, each with a ReLU. */
type Block = Pick<ConvOptions, 'kernel' | 'stride' | 'pad'> & { readonly channels: number };

interface Stem {
  readonly first: Block;
  /** Whether the third pool rounds up. */
  readonly lastPoolCeilMode: boolean;
}

const STEMS: Readonly<Record<ArchitectureOptions['stem'], Stem>> = {
  imagenet: {
    first: { channels: 96, kernel: 11, stride: 4, pad: 0 },
    lastPoolCeilMode: false,
  },
  // At 28 px the third pool gets a 2x2 map, on which a 3x3 window fits only when its output is rounded up.
  small: {
    first: { channels: 96, kernel: 5, stride: 2, pad: 2 },
    lastPoolCeilMode: true,
  },
};

const SECOND: Block = { channels: 256, kernel: 5, stride: 1, pad: 2 };
const THIRD: Block = { channels: 384, kernel: 3, stride: 1, pad: 1 };
const CLASSES: Omit<Block, 'channels'> = { kernel: 3, stride: 1, pad: 1 };

function ninBlock(b: GraphBuilder, name: string, x: Value, block: Block): Value {
  const { channels } = block;
  return b.scope(name, () => {
    const spatial = b.relu('relu1', b.conv('conv1', x, block));
    const mixed = b.relu('relu2', b.conv('conv2', spatial, { channels, kernel: 1 }));
    return b.relu('relu3', b.conv('conv3', mixed, { channels, kernel: 1 }));
  });
}

function nin(options: ArchitectureOptions, inputSize: number): Graph {
  const { channels, classes, stem } = options;
  const { first, lastPoolCeilMode } = STEMS[stem];
  const b = graphBuilder({ name: 'nin', channels, height: inputSize, width: inputSize });
  const pool = { kernel: 3, stride: 2 };
  let x = ninBlock(b, 'block1', b.input, first);
  x = b.maxPool('pool1', x, pool);
  x = ninBlock(b, 'block2', x, SECOND);
  x = b.maxPool('pool2', x, pool);
  x = ninBlock(b, 'block3', x, THIRD);
  x = b.maxPool('pool3', x, { ...pool, ceilMode: lastPoolCeilMode });
  x = b.dropout('dropout', x, 0.5);
  // One map per class. Its last ReLU stays, as in the paper's network: a logit is never negative.
  x = ninBlock(b, 'classes', x, { ...CLASSES, channels: classes });
  x = b.globalAveragePool('average', x);
  return b.build(b.flatten('logits', x));
}

const SOURCE = 'D2L, chapter NiN; counted with PyTorch 2.15';
const lecture = { classes: 10, channels: 1, stem: 'imagenet' };

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
      note:
        'The D2L form: pools round down and the class maps keep their ReLU. The small stem starts with 5x5 stride 2 ' +
        'instead of 11x11 stride 4, and its third pool rounds up.',
      published: [
        {
          options: { ...lecture, inputSize: 96 },
          trainableParameters: 1_992_166,
          macs: 107_999_560,
          source: SOURCE,
        },
        {
          options: { ...lecture, inputSize: 224 },
          trainableParameters: 1_992_166,
          macs: 762_297_352,
          source: SOURCE,
        },
      ],
      recipe: {
        source: 'Our measurement on Fashion-MNIST at 32 px with the small stem.',
        budget: { images: 90_000 },
        batchSize: 64,
        learningRate: 2e-3,
        optimizer: { kind: 'adam' },
        schedule: { kind: 'cosine', warmupSteps: 100 },
        initialization: 'he',
      },
    },
  ],
  options: architectureOptionsSchema,
  build(variant, options) {
    if (variant !== 'nin')
      throw new UserError('arch-nin', `There is no variant '${variant}'.`, 'Use: nin.');
    return buildForInputSize(
      'arch-nin',
      `NiN with the ${options.stem} stem`,
      options.inputSize,
      (size) => nin(options, size),
    );
  },
};

export default plugin;
