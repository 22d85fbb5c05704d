import { graphBuilder, interpretTrainingStep } from '@convbench/graph';
import type { TrainingGraph } from '@convbench/spec';
import { differentiate } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import { feedsOf, MOMENTUM, startOf } from '../../../../test/support/loweringParity.js';
import { maskPooledGradients } from './maskPooledGradients.js';

function pooled(stride: number): TrainingGraph {
  const b = graphBuilder({ name: 'pooled', channels: 2, height: 6, width: 6 });
  const x = b.relu('relu', b.conv('conv', b.input, { channels: 3, kernel: 3, pad: 1 }));
  const y = b.flatten('flat', b.maxPool('pool', x, { kernel: 3, stride, pad: 1 }));
  const graph = b.build(b.linear('logits', y, { features: 3 }));
  return differentiate(graph, { batchSize: 2, optimizer: MOMENTUM });
}

const maskSizes = ({ nodes, shapes }: TrainingGraph): number[] =>
  nodes.flatMap((node) => (node.op === 'ReluGrad' ? [shapes[node.outputs[0]]?.[2] ?? 0] : []));

describe('maskPooledGradients', () => {
  it('masks at the small side of a strided pool, with the same results', () => {
    const training = pooled(2);
    const masked = maskPooledGradients(training);
    expect([maskSizes(training), maskSizes(masked)]).toEqual([[6], [3]]);
    const [state, feeds] = [startOf(training), feedsOf(training, 1)];
    expect(interpretTrainingStep(masked, state, feeds).state).toEqual(
      interpretTrainingStep(training, state, feeds).state,
    );
  });

  it('leaves alone a pool without stride, where nothing would be won', () => {
    const training = pooled(1);
    expect(maskPooledGradients(training)).toEqual(training);
  });

  it('leaves alone masks of other tensors than the input of the pool', () => {
    const training = pooled(2);
    const foreign: TrainingGraph = {
      ...training,
      nodes: training.nodes.map((node) =>
        node.op === 'ReluGrad' ? { ...node, inputs: [node.inputs[0], 'conv'] } : node,
      ),
    };
    expect(maskPooledGradients(foreign)).toEqual(foreign);
  });
});
