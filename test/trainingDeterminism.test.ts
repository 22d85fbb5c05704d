/** The same seed on the same machine gives the same bits, with every family of operators in one network. */
import onnxruntime from '@convbench/backend-onnxruntime';
import tfjs from '@convbench/backend-tfjs';
import { graphBuilder, type GraphBuilder, type Value } from '@convbench/graph';
import type { BackendPlugin, Graph, Weights } from '@convbench/spec';
import { differentiate } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import { hasTfjsNode } from './support/hasTfjsNode.js';
import { feedsOf, startOf } from './support/loweringParity.js';

/** Large enough that every operator is divided among threads. */
const SIZE = 24;
const BATCH_SIZE = 16;

/** Attention between two halves of the channels, as in ResNeSt. */
function attention(b: GraphBuilder, x: Value): Value {
  const splits = b.reshape('splits', x, [0, 2, 16, 12, 12]);
  const context = b.globalAveragePool('context', b.reduceSum('sum', splits, [1]));
  const scores = b.conv('scores', context, { channels: 32, kernel: 1 });
  const weights = b.softmax('weights', b.reshape('byHalf', scores, [0, 2, 16]));
  const weighted = b.mul('weighted', splits, b.reshape('byMap', weights, [0, 2, 16, 1, 1]));
  return b.reduceSum('attended', weighted, [1]);
}

function everyFamily(): Graph {
  const b = graphBuilder({ name: 'families', channels: 3, height: SIZE, width: SIZE });
  let x = b.relu('relu1', b.conv('stem', b.input, { channels: 16, kernel: 5, pad: 2 }));
  x = b.lrn('lrn', x, { size: 5, alpha: 1e-4, beta: 0.75, bias: 1 });
  x = b.maxPool('pool', x, { kernel: 3, stride: 2, pad: 1 });
  x = b.conv('grouped', x, { channels: 32, kernel: 3, pad: 1, groups: 2, bias: false });
  x = attention(b, b.relu('relu2', b.batchNorm('norm', x)));
  const long = b.conv('1x7', x, { channels: 16, kernel: [1, 7], pad: [0, 3] });
  x = b.relu(
    'relu3',
    b.add('residual', x, b.conv('7x1', long, { channels: 16, kernel: [7, 1], pad: [3, 0] })),
  );
  const average = { kernel: 3, stride: 1, pad: 1, countIncludePad: false };
  const strided = b.conv('strided', x, { channels: 16, kernel: 3, stride: 2, pad: 1 });
  const pooled = b.averagePool('halved', b.averagePool('smoothed', x, average), {
    kernel: 3,
    stride: 2,
    ceilMode: true,
    countIncludePad: true,
  });
  x = b.concat('branches', [strided, pooled]);
  const head = (name: string, from: Value): Value => {
    const features = b.flatten(`${name}Flat`, b.globalAveragePool(`${name}Mean`, from));
    return b.linear(name, b.dropout(`${name}Dropout`, features, 0.3), { features: 5 });
  };
  return b.build([head('logits', x), head('auxiliary', strided)]);
}

const trainers: readonly (readonly [place: string, backend: BackendPlugin])[] = [
  ['onnxruntime:cpu', onnxruntime],
  ...(hasTfjsNode ? ([['tfjs:node-graph', tfjs]] as const) : []),
];

describe.each(trainers)('training by %s on two threads', (place, backend) => {
  const device = place.slice(place.indexOf(':') + 1);
  const training = differentiate(everyFamily(), {
    batchSize: BATCH_SIZE,
    optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4 },
    labelSmoothing: 0.1,
  });

  async function trained(start: Weights, from: number, to: number): Promise<Weights> {
    const trainer = await backend.training!.open(training, start, { device, threads: 2 });
    for (let step = from; step <= to; step++) await trainer.step(feedsOf(training, step));
    const state = await trainer.state();
    await trainer.dispose();
    return state;
  }

  it('gives the same bits again, also after a resume', async () => {
    const once = await trained(startOf(training), 1, 4);
    expect(await trained(startOf(training), 1, 4)).toEqual(once);
    const half = await trained(startOf(training), 1, 2);
    expect(half).not.toEqual(once);
    expect(await trained(half, 3, 4)).toEqual(once);
  });
});
