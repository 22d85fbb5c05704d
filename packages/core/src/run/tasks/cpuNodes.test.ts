import { expect, it } from 'vitest';
import { cpuNodesOf } from './cpuNodes.js';

const node = (operator: string, on: 'device' | 'cpu', milliseconds: number) => ({
  name: operator.toLowerCase(),
  operator,
  on,
  milliseconds,
});

it('counts the nodes and the time of the CPU', () => {
  const nodes = [
    node('Conv', 'device', 0.02),
    node('LRN', 'cpu', 0.03),
    node('LRN', 'cpu', 0.02),
    node('Gemm', 'device', 0.01),
  ];
  expect(cpuNodesOf({ nodes, runMilliseconds: 0.2 })).toEqual({
    operators: ['LRN'],
    shareOfNodes: 0.5,
    shareOfTime: 0.25,
  });
});

it('finds nothing where all is on the device', () => {
  const nothing = { operators: [], shareOfNodes: 0, shareOfTime: 0 };
  expect(cpuNodesOf({ nodes: [node('Conv', 'device', 1)], runMilliseconds: 1 })).toEqual(nothing);
  expect(cpuNodesOf({ nodes: [], runMilliseconds: 1 })).toEqual(nothing);
});
