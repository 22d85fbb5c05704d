import { graphBuilder } from '@convbench/graph';
import type { TrainingGraph } from '@convbench/spec';
import { differentiate } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import { expectSameStep, MOMENTUM } from '../../../../test/support/loweringParity.js';
import { joinNormalizations } from './joinNormalizations.js';
import { joinReluGradients } from './joinReluGradients.js';

/** Two normalised branches; with `reuse` the first is read outside of the concatenation too. */
function branches(reuse: boolean): TrainingGraph {
  const b = graphBuilder({ name: 'branches', channels: 2, height: 3, width: 3 });
  const parts = ['left', 'right'].map((name, i) => {
    const x = b.conv(name, b.input, { channels: 2 + i, kernel: 1, bias: false });
    return b.relu(`${name}Relu`, b.batchNorm(`${name}Norm`, x));
  }) as [typeof b.input, typeof b.input];
  const joined = b.concat('joined', parts);
  const all = reuse ? b.concat('more', [joined, parts[0]]) : joined;
  const graph = b.build(b.linear('logits', b.flatten('flat', all), { features: 3 }));
  return joinReluGradients(differentiate(graph, { batchSize: 2, optimizer: MOMENTUM }));
}

const normalizations = ({ nodes }: TrainingGraph): number =>
  nodes.filter(({ op }) => op === 'BatchNormalizationTraining').length;

describe('joinNormalizations', () => {
  it('normalises the whole concatenation, with the same results', () => {
    const training = branches(false);
    const joined = joinNormalizations(training);
    expect([normalizations(training), normalizations(joined)]).toEqual([2, 1]);
    expectSameStep(joined, training);
  });

  it('leaves alone parts that are read elsewhere', () => {
    const training = branches(true);
    expect(joinNormalizations(training)).toEqual(training);
  });
});
