/**
 * Inception-ResNet V2.
 *
 * Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning.
 * AAAI 2017, arXiv:1602.07261, in the form of the authors' code and weights (TF-slim, timm), which differs from
 * figures 15 to 19.
 */
import { graphBuilder } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { inceptionA, reductionA } from './blocks.js';
import {
  residual,
  residualA,
  residualB,
  residualC,
  residualReductionB,
  residuals,
} from './inceptionResnet.js';
import { mixed } from './mixed.js';
import type { Network } from './network.js';
import type { GoogLeNetOptions } from './options.js';
import { INCEPTION_V4 } from './papers.js';
import { inceptionPaper, inceptionRecipe, V4_RECIPE } from './recipe.js';
import { SMALL_STEM_NOTE, stemForm } from './smallStem.js';
import type { Layers } from './steps.js';
import { sequence } from './steps.js';
import { convUnit } from './unit.js';

const ID = 'inception-resnet-v2';
const STYLE = { normEpsilon: 1e-3 };
const SCALE = { a: 0.17, b: 0.1, c: 0.2 };

/** Between stem and residual blocks, where the paper has the stem of V4 alone. */
const first35 = inceptionA({
  conv1x1: 96,
  middle: [48, '5x5', 64],
  double3x3: [64, 96],
  pool: 64,
});

function inceptionResnetV2({ channels, classes, inputSize, stem }: GoogLeNetOptions): Graph {
  const b = graphBuilder({ name: ID, channels, height: inputSize, width: inputSize });
  const { first, padValidWindows } = stemForm(stem);
  const layers: Layers = { b, style: STYLE, countIncludePad: false, padValidWindows };
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
  x = mixed(layers, 'inceptionA', x, first35);
  x = residuals(layers, 'residualA', x, 10, { branches: residualA([48, 64]), scale: SCALE.a });
  x = mixed(layers, 'reductionA', x, reductionA(256, 256, 384, 384));
  const branchesB = residualB(192, [128, 160, 192]);
  x = residuals(layers, 'residualB', x, 20, { branches: branchesB, scale: SCALE.b });
  x = mixed(layers, 'reductionB', x, residualReductionB(288, [288, 320]));
  const branchesC = residualC([192, 224, 256]);
  x = residuals(layers, 'residualC', x, 9, { branches: branchesC, scale: SCALE.c });
  x = residual(layers, 'residualC10', x, { branches: branchesC, scale: 1, relu: false });
  x = convUnit(b, 'last', x, { channels: 1536, kernel: 1 }, STYLE);
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  x = b.dropout('dropout', x, 0.2);
  return b.build(b.linear('logits', x, { features: classes }));
}

export const inceptionResnetV2Network: Network = {
  variant: {
    id: ID,
    title: 'Inception-ResNet V2',
    paper: INCEPTION_V4,
    note:
      "As in the authors' code: 10, 20 and 10 residual blocks where the paper draws 5, 10 and 5, the stem of V3 and " +
      'one Inception block instead of the stem of V4, a last residual block without scale and ReLU, and a 1x1 ' +
      `convolution before the mean. ${SMALL_STEM_NOTE}`,
    published: [
      {
        options: { classes: 1000, channels: 3, inputSize: 299 },
        trainableParameters: 55_843_464,
        macs: 13_155_794_016,
        source: 'timm 1.0.31, inception_resnet_v2; counted with PyTorch 2.15',
      },
      {
        options: { classes: 1000, channels: 3, inputSize: 299 },
        top1: 0.801,
        top5: 0.951,
        source: 'the paper: table 2, one network, one crop, without the blacklisted images',
      },
    ],
    recipe: inceptionRecipe(V4_RECIPE),
    recipes: { paper: inceptionPaper(V4_RECIPE) },
  },
  hasAuxiliaryHeads: false,
  build: inceptionResnetV2,
};
