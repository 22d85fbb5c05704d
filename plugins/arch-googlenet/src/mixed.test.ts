import { graphBuilder } from '@convbench/graph';
import { expect, test } from 'vitest';
import { mixed } from './mixed.js';

test('joins branches in order, and all arms of a fork', () => {
  const b = graphBuilder({ name: 'block', channels: 3, height: 8, width: 8 });
  const style = { normEpsilon: 1e-3 };
  const layers = { b, style, countIncludePad: true, padValidWindows: false };
  const joined = mixed(layers, 'block', b.input, {
    branch1x1: [['1x1', 1]],
    branchFork: [
      ['1x1', 9],
      ['1x3', 8],
      {
        sideBySide: [
          ['1x3', 2],
          ['3x1', 3],
        ],
      },
    ],
    branchPool: ['average 3x3', ['1x1', 4]],
    branchThrough: ['max 3x3'],
  });
  expect(joined.shape).toEqual([1, 1 + 2 + 3 + 4 + 3, 8, 8]);
  const { nodes } = b.build(joined);
  expect(nodes.at(-1)?.inputs).toEqual([
    'block/branch1x1/relu',
    'block/branchFork/conv1x3_2/relu',
    'block/branchFork/conv3x1/relu',
    'block/branchPool/conv1x1/relu',
    'block/branchThrough',
  ]);
  const arms = nodes.filter(
    ({ inputs }) => (inputs as string[])[0] === 'block/branchFork/conv1x3/relu',
  );
  expect(arms.map(({ name }) => name)).toEqual([
    'block/branchFork/conv1x3_2/conv',
    'block/branchFork/conv3x1/conv',
  ]);
});
