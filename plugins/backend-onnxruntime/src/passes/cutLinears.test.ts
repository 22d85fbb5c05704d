import { graphBuilder } from '@convbench/graph';
import type { Graph, Optimizer } from '@convbench/spec';
import { differentiate } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import { expectParity, MOMENTUM } from '../../../../test/support/loweringParity.js';
import { cutLinears } from './cutLinears.js';

function classifier(): Graph {
  const b = graphBuilder({ name: 'classifier', channels: 2, height: 3, width: 3 });
  const hidden = b.relu('relu', b.linear('hidden', b.flatten('flat', b.input), { features: 6 }));
  const more = b.relu('relu2', b.linear('more', hidden, { features: 4, bias: false }));
  return b.build(b.linear('logits', more, { features: 3 }));
}

describe('cutLinears', () => {
  it('makes pieces of rows that are small enough, as parameters and slots of their own', () => {
    const training = differentiate(classifier(), { batchSize: 2, optimizer: MOMENTUM });
    const { training: cut, pieces } = cutLinears(training, { cutLinearAboveElements: 40 });
    expect(Object.fromEntries(pieces)).toEqual({
      'hidden.weight#piece0': { whole: 'hidden.weight', offset: 0, size: 108 },
      'hidden.weight#piece1': { whole: 'hidden.weight', offset: 36, size: 108 },
      'hidden.weight#piece2': { whole: 'hidden.weight', offset: 72, size: 108 },
      'hidden.weight#velocity#piece0': { whole: 'hidden.weight#velocity', offset: 0, size: 108 },
      'hidden.weight#velocity#piece1': { whole: 'hidden.weight#velocity', offset: 36, size: 108 },
      'hidden.weight#velocity#piece2': { whole: 'hidden.weight#velocity', offset: 72, size: 108 },
    });
    expect(cut.shapes['hidden.weight#piece1']).toEqual([2, 18]);
    expect(cut.updates.map(({ state }) => state)).toContain('hidden.weight#velocity#piece2');
  });

  it('leaves alone what is small, and a graph without large layers', () => {
    const training = differentiate(classifier(), { batchSize: 2, optimizer: MOMENTUM });
    expect(cutLinears(training, { cutLinearAboveElements: 108 }).training).toEqual(training);
  });

  const optimizers: Optimizer[] = [
    MOMENTUM,
    { kind: 'sgd', momentum: 0.8, nesterov: true, weightDecay: 0.01 },
    { kind: 'adam', beta1: 0.8, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.01 },
  ];
  it.each(optimizers.map((optimizer) => [JSON.stringify(optimizer), optimizer] as const))(
    'trains as the whole does under %s',
    (_, optimizer) =>
      expectParity(classifier(), {
        batchSize: 4,
        optimizer,
        lowering: { cutLinearAboveElements: 10 },
      }),
  );
});
