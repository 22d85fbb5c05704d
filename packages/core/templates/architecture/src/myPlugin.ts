/**
 * My plugin: say in a sentence what it is.
 *
 * Cite the paper here, and the table or figure that this file follows.
 */
import { buildForInputSize, graphBuilder } from '@convbench/graph';
import type { GraphBuilder, Value } from '@convbench/graph';
import { API_VERSION, UserError, architectureOptionsSchema, z } from '@convbench/spec';
import type { ArchitecturePlugin, Graph, RecipeInput } from '@convbench/spec';

const ROOM = 'arch-my-plugin';

/** Channels of each stage, as the paper's table lists them. */
const STAGES = [16, 32, 64];

const options = architectureOptionsSchema.extend({
  /** Factor on the channels of every stage. */
  width: z.number().positive().default(1),
});
type Options = z.infer<typeof options>;

/** Convolution, batch normalisation, ReLU, and a pool that halves the plane. */
function stage(b: GraphBuilder, name: string, x: Value, channels: number): Value {
  return b.scope(name, () => {
    const y = b.conv('conv', x, { channels, kernel: 3, pad: 1, bias: false });
    return b.maxPool('pool', b.relu('relu', b.batchNorm('norm', y)), { kernel: 2, stride: 2 });
  });
}

function build({ channels, classes, stem, width }: Options, size: number): Graph {
  const b = graphBuilder({ name: 'my-plugin', channels, height: size, width: size });
  // The small stem leaves out the stride of the first layer, for images of 28 to 64 px.
  const stride = stem === 'small' ? 1 : 4;
  let x = b.conv('stem', b.input, { channels: 8, kernel: 3, stride, pad: 1 });
  STAGES.forEach((stageChannels, index) => {
    x = stage(b, `stage${index + 1}`, x, Math.max(1, Math.round(stageChannels * width)));
  });
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  return b.build(b.linear('logits', x, { features: classes }));
}

const recipe: RecipeInput = {
  source: 'A start; replace it by the paper’s, or by what you measured.',
  budget: { epochs: 1 },
  batchSize: 64,
  learningRate: 2e-3,
  optimizer: { kind: 'adam' },
  schedule: { kind: 'cosine', warmupSteps: 50 },
  initialization: 'he',
};

const plugin: ArchitecturePlugin<typeof options> = {
  kind: 'architecture',
  apiVersion: API_VERSION,
  name: 'my-plugin',
  family: 'plain',
  paper: {
    title: 'My plugin',
    authors: 'Who wrote it',
    year: 2026,
    url: 'https://example.org',
  },
  options,
  variants: [
    {
      id: 'my-plugin',
      title: 'My plugin',
      recipe,
      // What the paper states; `convbench describe` and the conformance suite compare with it.
      published: [
        {
          options: { inputSize: 32, stem: 'small' },
          trainableParameters: 25_290,
          macs: 3_760_768,
          source: 'counted by hand, see the test',
        },
      ],
    },
  ],
  build(variant, given) {
    if (variant !== 'my-plugin')
      throw new UserError(ROOM, `There is no variant '${variant}'.`, 'Use my-plugin.');
    return buildForInputSize(ROOM, 'My plugin', given.inputSize, (size) => build(given, size));
  },
};

export default plugin;
