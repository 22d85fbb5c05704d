import { graphBuilder, interpretTrainingStep } from '@convbench/graph';
import type { TrainingGraph } from '@convbench/spec';
import { differentiate } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import { feedsOf, MOMENTUM, startOf } from '../../../../test/support/loweringParity.js';
import { joinReluGradients } from './joinReluGradients.js';

/** Two branches; with `reuse` the first is read outside of the concatenation too. */
function branches(reuse: boolean): TrainingGraph {
  const b = graphBuilder({ name: 'branches', channels: 2, height: 3, width: 3 });
  const [left, right] = ['left', 'right'].map((name) =>
    b.relu(`${name}Relu`, b.conv(name, b.input, { channels: 2, kernel: 1 })),
  ) as [typeof b.input, typeof b.input];
  const joined = b.concat('joined', [left, right]);
  const all = reuse ? b.concat('more', [joined, left]) : joined;
  const graph = b.build(b.linear('logits', b.flatten('flat', all), { features: 3 }));
  return differentiate(graph, { batchSize: 2, optimizer: MOMENTUM });
}

const masks = ({ nodes }: TrainingGraph): number =>
  nodes.filter(({ op }) => op === 'ReluGrad').length;

describe('joinReluGradients', () => {
  it('masks the whole concatenation, with the same results', () => {
    const training = branches(false);
    const joined = joinReluGradients(training);
    expect([masks(training), masks(joined)]).toEqual([2, 1]);
    const [state, feeds] = [startOf(training), feedsOf(training, 1)];
    expect(interpretTrainingStep(joined, state, feeds).state).toEqual(
      interpretTrainingStep(training, state, feeds).state,
    );
  });

  it('leaves alone a part whose gradient has further contributions', () => {
    const training = branches(true);
    expect(joinReluGradients(training)).toEqual(training);
  });
});
