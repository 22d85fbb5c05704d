/**
 * BN-Inception, "Inception V2": the network of the batch normalisation paper.
 *
 * Ioffe, Szegedy: Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift.
 * ICML 2015, arXiv:1502.03167, appendix, in the form of the public weights: Caffe's, converted by Cadene.
 */
import { graphBuilder } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { FIRST_CONV } from './firstConv.js';
import type { Branches } from './mixed.js';
import { mixed } from './mixed.js';
import type { Network } from './network.js';
import type { GoogLeNetOptions } from './options.js';
import { BATCH_NORMALIZATION } from './papers.js';
import { v2Paper } from './recipe.js';
import type { Layers } from './steps.js';
import { sequence } from './steps.js';
import { convUnit } from './unit.js';

const ID = 'googlenet-v2';
/** The convolutions of the public weights keep a bias, although the normalisation makes it redundant. */
const STYLE = { normEpsilon: 1e-5, bias: true };

type Pair = readonly [reduce: number, out: number];

/** Two 3x3 take the place of V1's 5x5. */
function block(
  conv1x1: number,
  conv3x3: Pair,
  double3x3: Pair,
  [pool, projection]: readonly ['average 3x3' | 'max 3x3', number],
): Branches {
  return {
    branch1x1: [['1x1', conv1x1]],
    branch3x3: [
      ['1x1', conv3x3[0]],
      ['3x3', conv3x3[1]],
    ],
    branchDouble3x3: [
      ['1x1', double3x3[0]],
      ['3x3', double3x3[1]],
      ['3x3', double3x3[1]],
    ],
    branchPool: [pool, ['1x1', projection]],
  };
}

/** Halves the map where V1 has a max pool between stages. */
function reduction(conv3x3: Pair, double3x3: Pair): Branches {
  return {
    branch3x3: [
      ['1x1', conv3x3[0]],
      ['3x3/2', conv3x3[1]],
    ],
    branchDouble3x3: [
      ['1x1', double3x3[0]],
      ['3x3', double3x3[1]],
      ['3x3/2', double3x3[1]],
    ],
    branchPool: ['max 3x3/2'],
  };
}

/** Columns: 1x1, 3x3 reduce and 3x3, double 3x3 reduce and double 3x3, pool and its projection. */
const BLOCKS: Readonly<Record<string, Branches>> = {
  inception3a: block(64, [64, 64], [64, 96], ['average 3x3', 32]),
  inception3b: block(64, [64, 96], [64, 96], ['average 3x3', 64]),
  inception3c: reduction([128, 160], [64, 96]),
  inception4a: block(224, [64, 96], [96, 128], ['average 3x3', 128]),
  inception4b: block(192, [96, 128], [96, 128], ['average 3x3', 128]),
  // The paper's projections of (4c) and (4d) are 96, for 576 channels; the public weights have 608.
  inception4c: block(160, [128, 160], [128, 160], ['average 3x3', 128]),
  inception4d: block(96, [128, 192], [160, 192], ['average 3x3', 128]),
  inception4e: reduction([128, 192], [192, 256]),
  inception5a: block(352, [192, 320], [160, 224], ['average 3x3', 128]),
  inception5b: block(352, [192, 320], [192, 224], ['max 3x3', 128]),
};

function googlenetV2({ channels, classes, inputSize, stem }: GoogLeNetOptions): Graph {
  const b = graphBuilder({ name: ID, channels, height: inputSize, width: inputSize });
  const layers: Layers = { b, style: STYLE, countIncludePad: true, padValidWindows: false };
  let x = b.scope('stem', () =>
    sequence(layers, convUnit(b, 'first', b.input, FIRST_CONV[stem], STYLE), [
      'max 3x3/2',
      ['1x1', 64],
      ['3x3', 192],
      'max 3x3/2',
    ]),
  );
  for (const [name, branches] of Object.entries(BLOCKS)) x = mixed(layers, name, x, branches);
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  return b.build(b.linear('logits', x, { features: classes }));
}

export const googlenetV2Network: Network = {
  variant: {
    id: ID,
    title: 'GoogLeNet V2 (BN-Inception)',
    paper: BATCH_NORMALIZATION,
    note:
      'More than V1 with batch normalisation: two 3x3 in place of each 5x5, average pools inside of blocks, a third ' +
      'block (3c) and a (4e) that halve the map by strided convolutions beside a pool, no normalisation across ' +
      'channels. On maps of odd size, which do not occur at 224 px, the pools of stride 2 are padded. The small stem ' +
      'starts with 5x5 stride 1 instead of 7x7 stride 2.',
    published: [
      {
        options: { classes: 1000, channels: 3, inputSize: 224 },
        trainableParameters: 11_295_240,
        macs: 2_032_600_064,
        top1: 0.73524,
        top5: 0.91562,
        source:
          'Cadene, pretrained-models.pytorch, bninception, centre crop; counted with PyTorch 2.15',
      },
      {
        options: { classes: 1000, channels: 3, inputSize: 224 },
        trainableParameters: 13.6e6,
        top1: 0.748,
        source: 'the paper: section 4.2 and figure 3, BN-x30, one network, one crop',
        difference: "neither the paper's table nor the public weights have as many",
      },
    ],
    recipe: {
      source:
        'Rate and batch size of BN-x5 in section 4.2 of the paper (2.1 M steps on ImageNet). Momentum 0.9, cosine, He ' +
        'start and budget are ours, for small images; not tuned.',
      budget: { images: 24_000 },
      batchSize: 32,
      learningRate: 0.0075,
      optimizer: { kind: 'sgd', momentum: 0.9 },
      schedule: { kind: 'cosine', warmupSteps: 100 },
      initialization: 'he',
    },
    recipes: { paper: v2Paper },
  },
  hasAuxiliaryHeads: false,
  build: googlenetV2,
};
