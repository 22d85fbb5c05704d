/**
 * One Inception block of GoogLeNet V1 (Szegedy et al. 2015, table 1), or one plain convolution with the same input and
 * output: the part `block` is what a study compares, `stem` and `head` are the same for all.
 */
import { UserError, architectureOptionsSchema, z } from '@convbench/spec';
import type { Graph } from '@convbench/spec';
import { graphBuilder } from '@convbench/graph';
import type { GraphBuilder, Value } from '@convbench/graph';
import { GOING_DEEPER, averageHead, studyPlugin } from './common.js';

/** Columns: input channels, map, 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection. */
export const BLOCKS = {
  '3a': [192, 28, 64, 96, 128, 16, 32, 32],
  '3b': [256, 28, 128, 128, 192, 32, 96, 64],
  '4a': [480, 14, 192, 96, 208, 16, 48, 64],
  '4b': [512, 14, 160, 112, 224, 24, 64, 64],
  '4c': [512, 14, 128, 128, 256, 24, 64, 64],
  '4d': [512, 14, 112, 144, 288, 32, 64, 64],
  '4e': [528, 14, 256, 160, 320, 32, 128, 128],
  '5a': [832, 7, 256, 160, 320, 32, 128, 128],
  '5b': [832, 7, 384, 192, 384, 48, 128, 128],
} as const;
export type BlockName = keyof typeof BLOCKS;
export const BLOCK_NAMES = Object.keys(BLOCKS) as [BlockName, ...BlockName[]];
/** The input from which every block gets its map by a stem of stride 1, 2 or 4. */
export const BLOCK_INPUT_SIZE = 28;

const optionsSchema = architectureOptionsSchema.extend({
  block: z.enum(BLOCK_NAMES).default('3a'),
  form: z.enum(['inception', 'plain3x3', 'plain5x5']).default('inception'),
});
type Options = z.infer<typeof optionsSchema>;

const ID = 'study-block';

function inception(b: GraphBuilder, x: Value, name: BlockName): Value {
  const [, , one, reduce3, three, reduce5, five, projection] = BLOCKS[name];
  const unit = (layer: string, from: Value, channels: number, kernel: number): Value =>
    b.relu(`${layer}Relu`, b.conv(layer, from, { channels, kernel, pad: (kernel - 1) / 2 }));
  const pooled = b.maxPool('pool', x, { kernel: 3, stride: 1, pad: 1 });
  return b.concat('concat', [
    unit('conv1x1', x, one, 1),
    unit('conv3x3', unit('reduce3x3', x, reduce3, 1), three, 3),
    unit('conv5x5', unit('reduce5x5', x, reduce5, 1), five, 5),
    unit('projection', pooled, projection, 1),
  ]);
}

function build(options: Options): Graph {
  const { channels, classes, inputSize, block, form } = options;
  const [inputs, map, one, , three, , five, projection] = BLOCKS[block];
  if (inputSize % map !== 0)
    throw new UserError(
      'study',
      `${ID} cannot make a map of ${map} pixels from an input of ${inputSize}.`,
      `Set inputSize to ${BLOCK_INPUT_SIZE}.`,
    );
  const b = graphBuilder({ name: ID, channels, height: inputSize, width: inputSize });
  const stem = b.scope('stem', () =>
    b.relu(
      'relu',
      b.conv('conv', b.input, { channels: inputs, kernel: 1, stride: inputSize / map }),
    ),
  );
  const output = b.scope('block', () => {
    if (form === 'inception') return inception(b, stem, block);
    const kernel = form === 'plain3x3' ? 3 : 5;
    const plain = { channels: one + three + five + projection, kernel, pad: (kernel - 1) / 2 };
    return b.relu('relu', b.conv('conv', stem, plain));
  });
  return b.build(averageHead(b, output, classes));
}

export default studyPlugin({
  id: ID,
  title: 'Block',
  note: 'One Inception block, or one plain convolution with the same output.',
  family: 'inception',
  paper: GOING_DEEPER,
  options: optionsSchema,
  build,
});
