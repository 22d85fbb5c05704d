import { graphBuilder } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { allButHead, frozenParameters } from './frozenParameters.js';
import { auxiliaryParameters, headParameters } from './headParameters.js';

function branched(): Graph {
  const b = graphBuilder({ name: 'branched', channels: 1, height: 4, width: 4 });
  const stem = b.relu(
    'stem/relu',
    b.conv('stem/conv', b.input, { channels: 2, kernel: 3, pad: 1 }),
  );
  const left = b.conv('block/left', stem, { channels: 2, kernel: 1 });
  const right = b.batchNorm('block/norm', b.conv('block/right', stem, { channels: 2, kernel: 1 }));
  const joined = b.concat('block/concat', [left, right]);
  const planes = b.conv('classes', b.dropout('dropout', joined, 0.5), { channels: 3, kernel: 1 });
  const logits = b.flatten('flat', b.globalAveragePool('pool', b.relu('relu', planes)));
  const side = b.linear('side', b.flatten('side/flat', stem), { features: 3 });
  return b.build([logits, side]);
}
const graph = branched();

it('finds the head behind pools and activations, and heads at the side', () => {
  expect([...headParameters(graph)]).toEqual(['classes.weight', 'classes.bias']);
  expect([...auxiliaryParameters(graph)]).toEqual(['side.weight', 'side.bias']);
});

describe('frozenParameters', () => {
  it.each([
    ['stem', ['stem/conv.weight', 'stem/conv.bias']],
    [
      'block/left',
      ['stem/conv', 'block/left'].flatMap((each) => [`${each}.weight`, `${each}.bias`]),
    ],
  ])('takes a layer with everything before it: %s', (layer, names) => {
    expect([...frozenParameters(graph, layer, 'branched')]).toEqual(names);
  });

  it('takes all of a group, statistics included', () => {
    const frozen = frozenParameters(graph, 'block', 'branched');
    expect(frozen).toContain('block/norm.runningMean');
    expect(frozen).toContain('block/right.weight');
    expect([...frozen].some((name) => name.startsWith('classes') || name.startsWith('side'))).toBe(
      false,
    );
  });

  it('leaves the heads alone for a linear probe', () => {
    const frozen = frozenParameters(graph, allButHead, 'branched');
    const left = graph.parameters.map(({ name }) => name).filter((name) => !frozen.has(name));
    expect(left.sort()).toEqual(['classes.bias', 'classes.weight', 'side.bias', 'side.weight']);
  });

  it('refuses what is not there and what leaves nothing, and says what there is', () => {
    expect(() => frozenParameters(graph, 'blok', 'branched')).toThrow(
      /no layer 'blok'.*Did you mean 'block'.*stem, block/,
    );
    expect(() => frozenParameters(graph, 'flat', 'branched')).toThrow(/leaves nothing to train/);
  });
});
