/**
 * GoogLeNet as a lecture builds it: "Dive into Deep Learning" (D2L), chapter GoogLeNet, and the same with batch
 * normalisation.
 *
 * Against the paper's network: no local response normalisation, no side heads, no dropout; the stage pools are padded
 * by 1 and round down instead of rounding up without padding.
 */
import { graphBuilder } from '@convbench/graph';
import type { Graph, PublishedFigures } from '@convbench/spec';
import { FIRST_CONV } from './firstConv.js';
import type { Network } from './network.js';
import type { GoogLeNetOptions } from './options.js';
import { v1PaperWithoutHeads, v2Paper } from './recipe.js';
import { table1Blocks } from './table1.js';
import type { UnitStyle } from './unit.js';
import { convUnit } from './unit.js';

const STYLES = {
  'googlenet-v1-d2l': { normEpsilon: null },
  // Batch normalisation's own default in PyTorch; the Inception papers' networks use 1e-3.
  'googlenet-v2-d2l': { normEpsilon: 1e-5 },
} as const satisfies Record<string, UnitStyle>;
type D2lId = keyof typeof STYLES;

/** Works from 1 px up: every window is padded. */
function d2lGoogLeNet(id: D2lId, options: GoogLeNetOptions): Graph {
  const { channels, classes, inputSize, stem } = options;
  const style = STYLES[id];
  const b = graphBuilder({ name: id, channels, height: inputSize, width: inputSize });
  const pool = { kernel: 3, stride: 2, pad: 1 };
  let x = b.scope('stem', () => {
    const first = convUnit(b, 'first', b.input, FIRST_CONV[stem], style);
    const pooled = b.maxPool('pool1', first, pool);
    const reduced = convUnit(b, 'reduce', pooled, { channels: 64, kernel: 1 }, style);
    const wide = convUnit(b, 'conv3x3', reduced, { channels: 192, kernel: 3, pad: 1 }, style);
    return b.maxPool('pool2', wide, pool);
  });
  x = table1Blocks(b, x, { style, pool3: pool, pool4: pool });
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  return b.build(b.linear('logits', x, { features: classes }));
}

const published = (trainableParameters: number, source: string): PublishedFigures => ({
  options: { classes: 10, channels: 1, inputSize: 96, stem: 'imagenet' },
  trainableParameters,
  macs: 276_066_304,
  source,
});
const schedule = { kind: 'cosine', warmupSteps: 100 } as const;
const stems = 'The small stem starts with 5x5 stride 1 instead of 7x7 stride 2.';

const variants: readonly (Network['variant'] & { readonly id: D2lId })[] = [
  {
    id: 'googlenet-v1-d2l',
    title: 'GoogLeNet V1 (D2L)',
    note: `Without normalisation, side heads and dropout. ${stems}`,
    published: [published(5_977_530, 'D2L, chapter GoogLeNet; counted with PyTorch 2.15')],
    recipe: {
      source:
        'Our measurement on Fashion-MNIST at 32 px with the small stem; without warm-up it stalls.',
      budget: { images: 24_000 },
      batchSize: 64,
      learningRate: 1e-3,
      optimizer: { kind: 'adam' },
      schedule,
      initialization: 'he',
    },
    recipes: { paper: v1PaperWithoutHeads },
  },
  {
    id: 'googlenet-v2-d2l',
    title: 'GoogLeNet V2 (D2L)',
    note:
      'V1 with batch normalisation after each convolution, which has no bias then. It keeps the 5x5 branches: the ' +
      `network of the batch normalisation paper replaces them by two 3x3. ${stems}`,
    recipe: {
      source: 'Our measurement on Fashion-MNIST at 32 px with the small stem.',
      budget: { images: 24_000 },
      batchSize: 64,
      learningRate: 0.05,
      optimizer: { kind: 'sgd', momentum: 0.9 },
      schedule,
      initialization: 'he',
    },
    recipes: { paper: v2Paper },
  },
];

export const d2lNetworks: readonly Network[] = variants.map((variant) => ({
  variant,
  hasAuxiliaryHeads: false,
  build: (options) => d2lGoogLeNet(variant.id, options),
}));
