import { graphBuilder } from '@convbench/graph';
import type { TrainingGraph } from '@convbench/spec';
import { differentiate } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import { expectSameStep, MOMENTUM } from '../../../../test/support/loweringParity.js';
import { joinSiblings } from './joinSiblings.js';

/** Two pointwise convolutions and one other of the same tensor, as in an Inception block. */
function block(bias: boolean, relu: boolean): TrainingGraph {
  const b = graphBuilder({ name: 'block', channels: 2, height: 4, width: 4 });
  const x = b.conv('stem', b.input, { channels: 3, kernel: 3, pad: 1 });
  const branches = [1, 1, 3].map((kernel, i) => {
    const y = b.conv(`branch${i}`, x, { channels: 2 + i, kernel, pad: (kernel - 1) / 2, bias });
    return relu ? b.relu(`relu${i}`, y) : y;
  });
  const flat = b.flatten('flat', b.concat('joined', branches));
  const graph = b.build(b.linear('logits', flat, { features: 3 }));
  return differentiate(graph, { batchSize: 2, optimizer: MOMENTUM });
}

const count = ({ nodes }: TrainingGraph, op: string): number =>
  nodes.filter((node) => node.op === op).length;

describe('joinSiblings', () => {
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('makes one convolution of two, with the same results (bias %s, Relu %s)', (bias, relu) => {
    const training = block(bias, relu);
    const joined = joinSiblings(training);
    const products = ['Conv', 'ConvGradInput', 'ConvGradWeight'];
    expect(products.map((op) => count(training, op))).toEqual([4, 3, 4]);
    expect(products.map((op) => count(joined, op))).toEqual([3, 2, 3]);
    expectSameStep(joined, training);
  });

  it('leaves alone convolutions of the images, whose gradient nobody wants', () => {
    const b = graphBuilder({ name: 'images', channels: 2, height: 3, width: 3 });
    const branches = ['a', 'b'].map((name) => b.conv(name, b.input, { channels: 2, kernel: 1 }));
    const flat = b.flatten('flat', b.concat('joined', branches));
    const graph = b.build(b.linear('logits', flat, { features: 3 }));
    const training = differentiate(graph, { batchSize: 2, optimizer: MOMENTUM });
    expect(joinSiblings(training)).toEqual(training);
  });
});
