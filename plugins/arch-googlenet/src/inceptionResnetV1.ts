/**
 * Inception-ResNet V1.
 *
 * Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning.
 * AAAI 2017, arXiv:1602.07261, figures 10 to 15 and table 1.
 */
import { graphBuilder } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { reductionA } from './blocks.js';
import {
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

const ID = 'inception-resnet-v1';
const STYLE = { normEpsilon: 1e-3 };
/** Section 3.3 asks for factors between 0.1 and 0.3; these are FaceNet's, and those of the authors' V2. */
const SCALE = { a: 0.17, b: 0.1, c: 0.2 };

function inceptionResnetV1({ channels, classes, inputSize, stem }: GoogLeNetOptions): Graph {
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
      ['3x3/2 V', 256],
    ]),
  );
  x = residuals(layers, 'residualA', x, 5, { branches: residualA([32, 32]), scale: SCALE.a });
  x = mixed(layers, 'reductionA', x, reductionA(192, 192, 256, 384));
  const branchesB = residualB(128, [128, 128, 128]);
  x = residuals(layers, 'residualB', x, 10, { branches: branchesB, scale: SCALE.b });
  x = mixed(layers, 'reductionB', x, residualReductionB(256, [256, 256]));
  const branchesC = residualC([192, 192, 192]);
  x = residuals(layers, 'residualC', x, 5, { branches: branchesC, scale: SCALE.c });
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  x = b.dropout('dropout', x, 0.2);
  return b.build(b.linear('logits', x, { features: classes }));
}

export const inceptionResnetV1Network: Network = {
  variant: {
    id: ID,
    title: 'Inception-ResNet V1',
    paper: INCEPTION_V4,
    note:
      "About the cost of Inception V3, with residual connections, after the paper's figures; its authors published " +
      'no weights. FaceNet has one more block at the end, without ReLU, and an embedding in place of the classes. ' +
      SMALL_STEM_NOTE,
    published: [
      {
        options: { classes: 1000, channels: 3, inputSize: 299 },
        top1: 0.787,
        top5: 0.945,
        source: 'the paper: table 2, one network, one crop, without the blacklisted images',
      },
    ],
    recipe: inceptionRecipe(V4_RECIPE),
    recipes: { paper: inceptionPaper(V4_RECIPE) },
  },
  hasAuxiliaryHeads: false,
  build: inceptionResnetV1,
};
