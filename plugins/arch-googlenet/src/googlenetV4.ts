/**
 * Inception V4.
 *
 * Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning.
 * AAAI 2017, arXiv:1602.07261, figures 3 to 9.
 */
import { graphBuilder } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { inceptionA, inceptionB, inceptionC, reductionA, reductionB } from './blocks.js';
import type { Branches } from './mixed.js';
import { mixed } from './mixed.js';
import type { Network } from './network.js';
import type { GoogLeNetOptions } from './options.js';
import { INCEPTION_V4 } from './papers.js';
import { inceptionPaper, inceptionRecipe, V4_RECIPE } from './recipe.js';
import { SMALL_STEM_NOTE, stemForm } from './smallStem.js';
import type { Layers } from './steps.js';
import { sequence } from './steps.js';

const ID = 'googlenet-v4';
const STYLE = { normEpsilon: 1e-3 };

/** Figure 3: the stem branches three times. */
const STEM: Readonly<Record<string, Branches>> = {
  mixed1: { branchPool: ['max 3x3/2 V'], branch3x3: [['3x3/2 V', 96]] },
  mixed2: {
    branch3x3: [
      ['1x1', 64],
      ['3x3 V', 96],
    ],
    branch7x7: [
      ['1x1', 64],
      ['1x7', 64],
      ['7x1', 64],
      ['3x3 V', 96],
    ],
  },
  mixed3: { branch3x3: [['3x3/2 V', 192]], branchPool: ['max 3x3/2 V'] },
};

/** Figure 4. */
const blockA = inceptionA({ conv1x1: 96, middle: [64, '3x3', 96], double3x3: [64, 96], pool: 96 });

/** Figure 5. */
const blockB = inceptionB({
  conv1x1: 384,
  branch7x7: [192, 224, 256],
  branchDouble7x7: [192, 192, 224, 224, 256],
  pool: 128,
});

/** Figure 6. */
const blockC = inceptionC({
  conv1x1: 256,
  reduce: 384,
  long: [
    ['1x1', 384],
    ['3x1', 448],
    ['1x3', 512],
  ],
  arm: 256,
  pool: 256,
});

/** Figure 9, with the reductions of figures 7 (table 1) and 8. */
const BLOCKS: Readonly<Record<string, Branches>> = {
  inceptionA1: blockA,
  inceptionA2: blockA,
  inceptionA3: blockA,
  inceptionA4: blockA,
  reductionA: reductionA(192, 224, 256, 384),
  inceptionB1: blockB,
  inceptionB2: blockB,
  inceptionB3: blockB,
  inceptionB4: blockB,
  inceptionB5: blockB,
  inceptionB6: blockB,
  inceptionB7: blockB,
  reductionB: reductionB({ branch3x3: [192, 192], branch7x7: [256, 256, 320, 320] }),
  inceptionC1: blockC,
  inceptionC2: blockC,
  inceptionC3: blockC,
};

function googlenetV4({ channels, classes, inputSize, stem }: GoogLeNetOptions): Graph {
  const b = graphBuilder({ name: ID, channels, height: inputSize, width: inputSize });
  const { first, padValidWindows } = stemForm(stem);
  const layers: Layers = { b, style: STYLE, countIncludePad: false, padValidWindows };
  let x = b.scope('stem', () => {
    const start = sequence(layers, b.input, [
      [first, 32],
      ['3x3 V', 32],
      ['3x3', 64],
    ]);
    return Object.entries(STEM).reduce(
      (y, [name, branches]) => mixed(layers, name, y, branches),
      start,
    );
  });
  for (const [name, branches] of Object.entries(BLOCKS)) x = mixed(layers, name, x, branches);
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  x = b.dropout('dropout', x, 0.2);
  return b.build(b.linear('logits', x, { features: classes }));
}

export const googlenetV4Network: Network = {
  variant: {
    id: ID,
    title: 'Inception V4',
    paper: INCEPTION_V4,
    note:
      'A pure Inception network: it has no residual connections. Those are in Inception-ResNet, which the same paper ' +
      `presents beside it. ${SMALL_STEM_NOTE}`,
    published: [
      {
        options: { classes: 1000, channels: 3, inputSize: 299 },
        trainableParameters: 42_679_816,
        macs: 12_253_974_624,
        source: 'timm 1.0.31, inception_v4; counted with PyTorch 2.15',
      },
      {
        options: { classes: 1000, channels: 3, inputSize: 299 },
        top1: 0.8,
        top5: 0.95,
        source: 'the paper: table 2, one network, one crop, without the blacklisted images',
      },
    ],
    recipe: inceptionRecipe(V4_RECIPE),
    recipes: { paper: inceptionPaper(V4_RECIPE) },
  },
  hasAuxiliaryHeads: false,
  build: googlenetV4,
};
