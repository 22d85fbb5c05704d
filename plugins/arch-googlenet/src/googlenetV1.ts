/**
 * GoogLeNet, "Inception V1".
 *
 * Szegedy et al.: Going Deeper with Convolutions. CVPR 2015, arXiv:1409.4842, table 1, in the form that the public
 * weights have: Caffe's `bvlc_googlenet`.
 */
import type { Value } from '@convbench/graph';
import { graphBuilder } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { auxiliaryHeads } from './auxiliaryHead.js';
import { FIRST_CONV } from './firstConv.js';
import type { Network } from './network.js';
import type { GoogLeNetOptions } from './options.js';
import { table1Blocks } from './table1.js';
import { V1_HEAD_WEIGHT, v1Paper } from './recipe.js';
import { convUnit } from './unit.js';

const ID = 'googlenet-v1';
const STYLE = { normEpsilon: null };
/** Caffe's pools round up: maps of 112, 56, 28, 14, 7 at 224 px. */
const POOL = { kernel: 3, stride: 2, ceilMode: true };
const HEAD_POOL = { kernel: 5, stride: 3, ceilMode: true, countIncludePad: true };
/** Made for pixels from 0 to 255, less the mean colour; on inputs near 1 it is next to the identity. */
const LRN = { size: 5, alpha: 1e-4, beta: 0.75, bias: 1 };

function googlenetV1(options: GoogLeNetOptions): Graph {
  const { channels, classes, inputSize, stem } = options;
  const b = graphBuilder({ name: ID, channels, height: inputSize, width: inputSize });
  let x = b.scope('stem', () => {
    const first = convUnit(b, 'first', b.input, FIRST_CONV[stem], STYLE);
    const normed = b.lrn('norm1', b.maxPool('pool1', first, POOL), LRN);
    const reduced = convUnit(b, 'reduce', normed, { channels: 64, kernel: 1 }, STYLE);
    const wide = convUnit(b, 'conv3x3', reduced, { channels: 192, kernel: 3, pad: 1 }, STYLE);
    return b.maxPool('pool2', b.lrn('norm2', wide, LRN), POOL);
  });
  const pool = (map: Value): Value => b.averagePool('average', map, HEAD_POOL);
  const heads = auxiliaryHeads(b, { classes, style: STYLE, pool });
  x = table1Blocks(b, x, {
    style: STYLE,
    pool3: POOL,
    pool4: POOL,
    ...(options.auxiliaryHeads && { afterBlock: heads.afterBlock }),
  });
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  x = b.dropout('dropout', x, 0.4);
  return b.build([b.linear('logits', x, { features: classes }), ...heads.outputs]);
}

const imageNet = { classes: 1000, channels: 3, inputSize: 224 };

export const googlenetV1Network: Network = {
  variant: {
    id: ID,
    title: 'GoogLeNet V1',
    note:
      'The network of the paper: 5x5 branches, local response normalisation (made for pixels from 0 to 255), pools ' +
      'that round up. Its two auxiliary heads serve training only and nearly double the parameters. The small stem ' +
      'starts with 5x5 stride 1 instead of 7x7 stride 2.',
    published: [
      {
        options: imageNet,
        trainableParameters: 6_998_552,
        macs: 1_582_671_872,
        top1: 0.687,
        top5: 0.889,
        source: "Caffe's bvlc_googlenet as deployed, centre crop; counted with PyTorch 2.15",
      },
      {
        options: { ...imageNet, auxiliaryHeads: true },
        trainableParameters: 13_378_280,
        macs: 1_591_044_096,
        source: "Caffe's bvlc_googlenet as trained, with both heads; counted with PyTorch 2.15",
      },
      {
        options: imageNet,
        trainableParameters: 6_797.7 * 1024,
        macs: 1_502e6,
        top5: 0.8993,
        source: 'the paper: table 1, in units of 1024, summed; table 3, one network, one crop',
        difference:
          'table 1 leaves out biases and has 2.7 K for the first convolution, whose 7x7x3x64 weights are 9.2 K; its ' +
          'operations of that row (34 M, where 118 M follow from the sizes) belong to the same smaller layer',
      },
    ],
    recipe: {
      source:
        "Rate, momentum, decay and batch size of Caffe's quick solver for bvlc_googlenet (60 epochs; the paper's section " +
        '6 gives momentum 0.9 and a rate that falls by 4 % every 8 epochs); heads weigh 0.3 (section 5). Cosine, He start ' +
        'and budget are ours, for small images; not tuned.',
      budget: { images: 24_000 },
      batchSize: 32,
      learningRate: 0.01,
      optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 2e-4 },
      schedule: { kind: 'cosine', warmupSteps: 100 },
      initialization: 'he',
      auxiliaryWeight: V1_HEAD_WEIGHT,
    },
    recipes: { paper: v1Paper },
  },
  hasAuxiliaryHeads: true,
  build: googlenetV1,
};
