/**
 * Convolutions between a stem and a head that are the same for all: of what kernel and width, behind a 1x1 bottleneck
 * or not, whole or as a row and a column. The part `layers` is what a study compares.
 */
import { architectureOptionsSchema, z } from '@convbench/spec';
import type { Graph } from '@convbench/spec';
import { graphBuilder } from '@convbench/graph';
import type { GraphBuilder, Value } from '@convbench/graph';
import { RETHINKING, averageHead, studyPlugin } from './common.js';

const optionsSchema = architectureOptionsSchema.extend({
  /** Channels that the layers take and give. */
  width: z.int().positive().max(4096).default(128),
  kernel: z.int().positive().max(15).default(3),
  /** Channels of a 1x1 convolution before each; 0 for none. */
  bottleneck: z.int().min(0).max(4096).default(0),
  /** A row, then a column, with a ReLU between them. */
  asymmetric: z.boolean().default(false),
  layers: z.int().positive().max(32).default(1),
});
type Options = z.infer<typeof optionsSchema>;

const ID = 'study-layer';

function layer(b: GraphBuilder, x: Value, options: Options): Value {
  const { width, kernel, bottleneck, asymmetric } = options;
  const pad = Math.floor(kernel / 2);
  const from =
    bottleneck === 0
      ? x
      : b.relu('reduceRelu', b.conv('reduce', x, { channels: bottleneck, kernel: 1 }));
  if (!asymmetric) return b.relu('relu', b.conv('conv', from, { channels: width, kernel, pad }));
  const row = b.conv('row', from, { channels: width, kernel: [1, kernel], pad: [0, pad] });
  const column = b.conv('column', b.relu('rowRelu', row), {
    channels: width,
    kernel: [kernel, 1],
    pad: [pad, 0],
  });
  return b.relu('relu', column);
}

function build(options: Options): Graph {
  const { channels, classes, inputSize, width, layers } = options;
  const b = graphBuilder({ name: ID, channels, height: inputSize, width: inputSize });
  let x = b.scope('stem', () =>
    b.relu('relu', b.conv('conv', b.input, { channels: width, kernel: 1 })),
  );
  b.scope('layers', () => {
    for (let index = 1; index <= layers; index += 1)
      x = b.scope(String(index), () => layer(b, x, options));
  });
  return b.build(averageHead(b, x, classes));
}

export default studyPlugin({
  id: ID,
  title: 'Layer',
  note: 'A few convolutions of one kind.',
  family: 'plain',
  paper: RETHINKING,
  options: optionsSchema,
  build,
});
