import type { UncountedNode } from '@convbench/spec';
import { expect, it } from 'vitest';
import type { CellView } from './cells.js';
import { boundMark, uncountedOperators } from './lowerBound.js';

const view = (uncountedNodes?: readonly UncountedNode[]) =>
  ({ measured: { static: { uncountedNodes } } }) as unknown as Pick<CellView, 'measured'>;
const node = (name: string, op: string): UncountedNode => ({
  name,
  op,
  reason: 'unknown-operator',
});

it('marks what is counted from the network, and no time', () => {
  const cell = view([node('a', 'HardSwish'), node('b', 'HardSwish'), node('c', 'Resize')]);
  expect(uncountedOperators(cell)).toEqual(['HardSwish', 'Resize']);
  expect(boundMark(cell, 'macs')).toBe('≥\u00a0');
  expect(boundMark(cell, 'latencyMedian')).toBe('');
});

it.each([undefined, []])('marks nothing where all is counted: %s', (nodes) => {
  expect(boundMark(view(nodes), 'macs')).toBe('');
});

it('marks nothing of a cell that was not measured', () => {
  expect(boundMark({}, 'macs')).toBe('');
});
