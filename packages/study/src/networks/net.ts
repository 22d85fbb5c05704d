/**
 * A small network that learns Fashion-MNIST in seconds: three stages of convolutions with batch normalisation, a pool
 * after each of the first two. Depth, width, kind of kernel and of head are what studies change.
 */
import { architectureOptionsSchema, z } from '@convbench/spec';
import type { Graph } from '@convbench/spec';
import { graphBuilder } from '@convbench/graph';
import type { GraphBuilder, Value } from '@convbench/graph';
import { RETHINKING, averageHead, studyPlugin } from './common.js';

/** As VGG's classifier, scaled to this network. */
const HIDDEN_FEATURES = 512;
const STAGES = 3;

const optionsSchema = architectureOptionsSchema.extend({
  /** Convolutions of each stage. */
  depth: z.int().positive().max(16).default(2),
  /** Channels of the first stage; each later one has twice as many. */
  width: z.int().positive().max(512).default(16),
  /** A row and a column in place of each square after the first layer. */
  asymmetric: z.boolean().default(false),
  /** Mean over the map and one linear layer, or two hidden layers on the whole map as in VGG. */
  head: z.enum(['average', 'hidden']).default('average'),
});
type Options = z.infer<typeof optionsSchema>;

const ID = 'study-net';

function unit(
  b: GraphBuilder,
  x: Value,
  channels: number,
  kernel: readonly [number, number],
): Value {
  const pad = [(kernel[0] - 1) / 2, (kernel[1] - 1) / 2] as const;
  const conv = b.conv('conv', x, { channels, kernel, pad, bias: false });
  return b.relu('relu', b.batchNorm('norm', conv));
}

function hiddenHead(b: GraphBuilder, x: Value, classes: number): Value {
  return b.scope('head', () => {
    let y = b.flatten('flatten', x);
    for (const name of ['hidden1', 'hidden2']) {
      const linear = b.linear(name, y, { features: HIDDEN_FEATURES });
      y = b.dropout(`${name}Dropout`, b.relu(`${name}Relu`, linear), 0.5);
    }
    return b.linear('logits', y, { features: classes });
  });
}

function build({ channels, classes, inputSize, depth, width, asymmetric, head }: Options): Graph {
  const b = graphBuilder({ name: ID, channels, height: inputSize, width: inputSize });
  let x = b.input;
  for (let stage = 1; stage <= STAGES; stage += 1) {
    const count = width * 2 ** (stage - 1);
    for (let index = 1; index <= depth; index += 1) {
      const name = `stage${stage}/${index}`;
      const isFirst = stage === 1 && index === 1;
      if (asymmetric && !isFirst) {
        x = b.scope(`${name}/row`, () => unit(b, x, count, [1, 3]));
        x = b.scope(`${name}/column`, () => unit(b, x, count, [3, 1]));
      } else x = b.scope(name, () => unit(b, x, count, [3, 3]));
    }
    if (stage < STAGES) x = b.maxPool(`pool${stage}`, x, { kernel: 2, stride: 2, ceilMode: true });
  }
  return b.build(head === 'average' ? averageHead(b, x, classes) : hiddenHead(b, x, classes));
}

export default studyPlugin({
  id: ID,
  title: 'Small network',
  note: 'Three stages of convolutions.',
  family: 'plain',
  paper: RETHINKING,
  options: optionsSchema,
  build,
});
