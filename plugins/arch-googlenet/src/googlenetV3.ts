/**
 * Inception V3.
 *
 * Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the Inception Architecture for Computer Vision. CVPR 2016,
 * arXiv:1512.00567, table 1, in the form of the public weights (torchvision and timm alike).
 */
import type { Value } from '@convbench/graph';
import { graphBuilder } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { inceptionA, inceptionB, inceptionC, reductionA, reductionB } from './blocks.js';
import type { Branches } from './mixed.js';
import { mixed } from './mixed.js';
import type { Network } from './network.js';
import type { GoogLeNetOptions } from './options.js';
import { RETHINKING } from './papers.js';
import type { InceptionRecipe } from './recipe.js';
import { inceptionPaper, inceptionRecipe } from './recipe.js';
import { SMALL_STEM_NOTE, stemForm } from './smallStem.js';
import type { Layers } from './steps.js';
import { sequence } from './steps.js';
import { convUnit } from './unit.js';

const ID = 'googlenet-v3';
const STYLE = { normEpsilon: 1e-3 };

const blockA = (pool: number): Branches =>
  inceptionA({ conv1x1: 64, middle: [48, '5x5', 64], double3x3: [64, 96], pool });

/** `narrow` channels inside of the factorised 7x7 branches, 192 at their ends. */
const blockB = (narrow: number): Branches =>
  inceptionB({
    conv1x1: 192,
    branch7x7: [narrow, narrow, 192],
    branchDouble7x7: [narrow, narrow, narrow, narrow, 192],
    pool: 192,
  });

const blockC = inceptionC({
  conv1x1: 320,
  reduce: 384,
  long: [
    ['1x1', 448],
    ['3x3', 384],
  ],
  arm: 384,
  pool: 192,
});

/** The head stands after this block, on the last map of 17x17. */
const BEFORE_HEAD = 'inceptionB4';

const BLOCKS: Readonly<Record<string, Branches>> = {
  inceptionA1: blockA(32),
  inceptionA2: blockA(64),
  inceptionA3: blockA(64),
  reductionA: reductionA(64, 96, 96, 384),
  inceptionB1: blockB(128),
  inceptionB2: blockB(160),
  inceptionB3: blockB(160),
  inceptionB4: blockB(192),
  reductionB: reductionB({ branch3x3: [192, 320], branch7x7: [192, 192, 192, 192] }),
  inceptionC1: blockC,
  inceptionC2: blockC,
};

/** From here on the head's pool leaves a map of 5x5 or more. */
const POOLED_FROM = 17;

const heightOf = (x: Value): number => x.shape[2] ?? 1;

/**
 * Section 4: one head, with batch normalisation. Its 5x5 convolution covers all of the pooled map at native size. A
 * smaller map is not pooled, and the convolution no larger than the map.
 */
function auxiliaryHead({ b, style }: Layers, map: Value, classes: number): Value {
  return b.scope('auxiliary', () => {
    const pool = { kernel: 5, stride: 3, countIncludePad: true };
    let x = heightOf(map) < POOLED_FROM ? map : b.averagePool('average5x5', map, pool);
    x = convUnit(b, 'projection', x, { channels: 128, kernel: 1 }, style);
    const kernel = Math.min(5, heightOf(x));
    x = convUnit(b, 'conv5x5', x, { channels: 768, kernel }, style);
    x = b.flatten('flatten', b.globalAveragePool('average', x));
    return b.linear('logits', x, { features: classes });
  });
}

function googlenetV3(options: GoogLeNetOptions): Graph {
  const { auxiliaryHeads, channels, classes, inputSize, stem } = options;
  const b = graphBuilder({ name: ID, channels, height: inputSize, width: inputSize });
  const { first, padValidWindows } = stemForm(stem);
  const layers: Layers = { b, style: STYLE, countIncludePad: true, padValidWindows };
  let x = b.scope('stem', () =>
    sequence(layers, b.input, [
      [first, 32],
      ['3x3 V', 32],
      ['3x3', 64],
      'max 3x3/2 V',
      ['1x1', 80],
      ['3x3 V', 192],
      'max 3x3/2 V',
    ]),
  );
  const heads: Value[] = [];
  for (const [name, branches] of Object.entries(BLOCKS)) {
    x = mixed(layers, name, x, branches);
    if (auxiliaryHeads && name === BEFORE_HEAD) heads.push(auxiliaryHead(layers, x, classes));
  }
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  x = b.dropout('dropout', x, 0.5);
  return b.build([b.linear('logits', x, { features: classes }), ...heads]);
}

const RECIPE: InceptionRecipe = {
  section: 'Rethinking the Inception Architecture, section 8',
  stated:
    "gradients clipped at 2, label smoothing 0.1 (section 7); the head weighs 0.4, as in the authors' code",
  epochs: 100,
  values: { labelSmoothing: 0.1, clipNorm: 2, auxiliaryWeight: 0.4 },
};

const imageNet = { classes: 1000, channels: 3, inputSize: 299 };

export const googlenetV3Network: Network = {
  variant: {
    id: ID,
    title: 'Inception V3',
    paper: RETHINKING,
    note:
      'The network of the public weights, which has 5x5 branches in its first three blocks where the figure in the ' +
      "paper has two 3x3, and a stem with a 1x1 convolution and a second pool where the paper's table has a strided " +
      `convolution. Its auxiliary head serves training only. ${SMALL_STEM_NOTE}`,
    published: [
      {
        options: imageNet,
        trainableParameters: 23_834_568,
        macs: 5_713_216_096,
        top1: 0.77294,
        top5: 0.9345,
        source: 'torchvision 0.29.2 as deployed, centre crop; counted with PyTorch 2.15',
      },
      {
        options: { ...imageNet, auxiliaryHeads: true },
        trainableParameters: 27_161_264,
        macs: 5_718_899_296,
        source: 'torchvision 0.29.2 as trained, with its head (MACs of the head by hand)',
      },
      {
        options: imageNet,
        macs: 4.8e9,
        top1: 0.788,
        top5: 0.944,
        source: 'the paper: table 3, cost and top-1 of one crop; top-5 from Inception-v4, table 2',
        difference:
          "the paper's figure 5 and table 1 are no complete description; both public implementations agree with each " +
          'other and cost more',
      },
    ],
    recipe: inceptionRecipe(RECIPE),
    recipes: { paper: inceptionPaper(RECIPE) },
  },
  hasAuxiliaryHeads: true,
  build: googlenetV3,
};
