/**
 * GoogLeNet as torchvision has it, with weights that go back to TensorFlow's `inception_v1`: batch normalisation, and
 * 3x3 windows in the branches that the paper has as 5x5, a slip that its weights keep (pytorch/vision#906).
 *
 * After Szegedy et al.: Going Deeper with Convolutions. CVPR 2015, arXiv:1409.4842, table 1.
 */
import type { Value } from '@convbench/graph';
import { graphBuilder } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { adaptiveAveragePool } from './adaptiveAveragePool.js';
import { auxiliaryHeads } from './auxiliaryHead.js';
import { FIRST_CONV } from './firstConv.js';
import type { Network } from './network.js';
import type { GoogLeNetOptions } from './options.js';
import { V1_HEAD_WEIGHT, v1Paper } from './recipe.js';
import { table1Blocks } from './table1.js';
import { convUnit } from './unit.js';

const ID = 'googlenet-torchvision';
const STYLE = { normEpsilon: 1e-3, wideKernel: 3 } as const;
const POOL = { kernel: 3, stride: 2, ceilMode: true };

function googlenetTorchvision(options: GoogLeNetOptions): Graph {
  const { channels, classes, inputSize, stem } = options;
  const b = graphBuilder({ name: ID, channels, height: inputSize, width: inputSize });
  let x = b.scope('stem', () => {
    const first = convUnit(b, 'first', b.input, FIRST_CONV[stem], STYLE);
    const pooled = b.maxPool('pool1', first, POOL);
    const reduced = convUnit(b, 'reduce', pooled, { channels: 64, kernel: 1 }, STYLE);
    const wide = convUnit(b, 'conv3x3', reduced, { channels: 192, kernel: 3, pad: 1 }, STYLE);
    return b.maxPool('pool2', wide, POOL);
  });
  const pool = (map: Value): Value => adaptiveAveragePool(b, 'average', map, 4);
  const heads = auxiliaryHeads(b, { classes, style: STYLE, pool });
  x = table1Blocks(b, x, {
    style: STYLE,
    pool3: POOL,
    pool4: { ...POOL, kernel: 2 },
    ...(options.auxiliaryHeads && { afterBlock: heads.afterBlock }),
  });
  x = b.flatten('flatten', b.globalAveragePool('average', x));
  x = b.dropout('dropout', x, 0.2);
  return b.build([b.linear('logits', x, { features: classes }), ...heads.outputs]);
}

const imageNet = { classes: 1000, channels: 3, inputSize: 224 };

export const googlenetTorchvisionNetwork: Network = {
  variant: {
    id: ID,
    title: 'GoogLeNet (torchvision)',
    note:
      'Not the network of the paper: batch normalisation in place of biases and local response normalisation, 3x3 ' +
      'windows where the paper has 5x5, a last pool of 2x2. Its weights fit no other variant. The small stem starts ' +
      'with 5x5 stride 1 instead of 7x7 stride 2.',
    published: [
      {
        options: imageNet,
        trainableParameters: 6_624_904,
        macs: 1_498_376_192,
        top1: 0.69778,
        top5: 0.8953,
        source: 'torchvision 0.29.2 as deployed, centre crop; counted with PyTorch 2.15',
      },
      {
        options: { ...imageNet, auxiliaryHeads: true },
        trainableParameters: 13_004_888,
        macs: 1_506_748_416,
        source: 'torchvision 0.29.2 as trained, with both heads (MACs of the heads by hand)',
      },
    ],
    recipe: {
      source:
        'Our measurement for the D2L form with batch normalisation on Fashion-MNIST at 32 px; torchvision states no ' +
        'recipe, its weights come from TensorFlow.',
      budget: { images: 24_000 },
      batchSize: 64,
      learningRate: 0.05,
      optimizer: { kind: 'sgd', momentum: 0.9 },
      schedule: { kind: 'cosine', warmupSteps: 100 },
      initialization: 'he',
      auxiliaryWeight: V1_HEAD_WEIGHT,
    },
    recipes: { paper: v1Paper },
  },
  hasAuxiliaryHeads: true,
  build: googlenetTorchvision,
};
