/**
 * A small Inception network with batch normalisation whose blocks differ in what stands before the 1x1 convolution of the
 * fourth branch: a 3x3 max pool as in GoogLeNet (Szegedy et al. 2015, figure 2b), a mean, or nothing.
 */
import { architectureOptionsSchema, z } from '@convbench/spec';
import type { Graph } from '@convbench/spec';
import { graphBuilder } from '@convbench/graph';
import type { GraphBuilder, Value } from '@convbench/graph';
import { GOING_DEEPER, averageHead, studyPlugin } from './common.js';

const optionsSchema = architectureOptionsSchema.extend({
  pool: z.enum(['max', 'average', 'none']).default('max'),
});
type Options = z.infer<typeof optionsSchema>;

const ID = 'study-pool-branch';
/** As block 3a, a quarter as wide: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection. */
const BLOCK = [16, 24, 32, 4, 8, 8] as const;
const BLOCKS_PER_STAGE = 2;

function unit(b: GraphBuilder, name: string, x: Value, channels: number, kernel: number): Value {
  return b.scope(name, () => {
    const conv = b.conv('conv', x, { channels, kernel, pad: (kernel - 1) / 2, bias: false });
    return b.relu('relu', b.batchNorm('norm', conv));
  });
}

function block(b: GraphBuilder, x: Value, pool: Options['pool'], factor: number): Value {
  const [one, reduce3, three, reduce5, five, projection] = BLOCK.map(
    (count) => count * factor,
  ) as unknown as typeof BLOCK;
  const window = { kernel: 3, stride: 1, pad: 1 };
  const pooled = {
    max: () => b.maxPool('pool', x, window),
    average: () => b.averagePool('pool', x, { ...window, countIncludePad: false }),
    none: () => x,
  }[pool]();
  return b.concat('concat', [
    unit(b, 'conv1x1', x, one, 1),
    unit(b, 'conv3x3', unit(b, 'reduce3x3', x, reduce3, 1), three, 3),
    unit(b, 'conv5x5', unit(b, 'reduce5x5', x, reduce5, 1), five, 5),
    unit(b, 'projection', pooled, projection, 1),
  ]);
}

function build({ channels, classes, inputSize, pool }: Options): Graph {
  const b = graphBuilder({ name: ID, channels, height: inputSize, width: inputSize });
  let x = unit(b, 'stem', b.input, 32, 3);
  x = b.maxPool('stemPool', x, { kernel: 2, stride: 2, ceilMode: true });
  for (const factor of [1, 2]) {
    for (let index = 1; index <= BLOCKS_PER_STAGE; index += 1)
      x = b.scope(`stage${factor}/block${index}`, () => block(b, x, pool, factor));
    if (factor === 1) x = b.maxPool('pool1', x, { kernel: 2, stride: 2, ceilMode: true });
  }
  return b.build(averageHead(b, x, classes));
}

export default studyPlugin({
  id: ID,
  title: 'Small Inception',
  note: 'Two stages of two Inception blocks.',
  family: 'inception',
  paper: GOING_DEEPER,
  options: optionsSchema,
  build,
});
