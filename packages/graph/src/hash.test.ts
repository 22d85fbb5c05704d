import type { Graph, Node } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import { graphBuilder } from './builder.js';
import { graphSha256 } from './hash.js';

function network(change: { stride?: number; ratio?: number; scale?: number; swap?: boolean } = {}) {
  const b = graphBuilder({ name: 'net', channels: 2, height: 8, width: 8 });
  const conv = { channels: 4, kernel: 3, stride: change.stride ?? 1 };
  const a = b.conv('a', b.input, conv);
  const c = b.conv('c', b.input, conv);
  const joined = b.concat('join', change.swap ? [c, a] : [a, c]);
  const dropped = b.dropout('drop', joined, change.ratio ?? 0.5);
  const scale = b.constant('scale', [1], Float32Array.of(change.scale ?? 0.5));
  return b.build(b.mul('scaled', dropped, scale));
}

/** The same graph with the keys of all its objects in reverse order. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== 'object' || value === null || value instanceof Float32Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reversed(entry)]),
  ) as T;
}

describe('graphSha256', () => {
  const base = network();

  test('is one for the same function, however it is written down', () => {
    expect(graphSha256(base)).toMatch(/^[0-9a-f]{64}$/);
    expect(graphSha256(network())).toBe(graphSha256(base));
    expect(Object.keys(reversed(base))).not.toEqual(Object.keys(base));
    expect(graphSha256(reversed(base))).toBe(graphSha256(base));
    expect(graphSha256({ ...base, name: 'other' })).toBe(graphSha256(base));
    expect(graphSha256(renameTensors(base))).toBe(graphSha256(base));
  });

  test('tells apart whatever changes the function', () => {
    const [parameter, ...parameters] = base.parameters;
    const variants: Graph[] = [
      base,
      network({ stride: 2 }),
      network({ ratio: 0.4 }),
      network({ scale: 0.25 }),
      network({ swap: true }),
      { ...base, outputs: ['drop'] },
      { ...base, input: { ...base.input, shape: ['N', 2, 8, 9] } },
      { ...base, parameters: [{ ...parameter!, shape: [4, 2, 3, 2] }, ...parameters] },
      { ...base, parameters: [{ ...parameter!, role: 'gamma' }, ...parameters] },
      { ...base, constants: base.constants.map((constant) => ({ ...constant, shape: [1, 1] })) },
      renameParameters(base),
      { ...base, nodes: base.nodes.toSpliced(-1, 1, { ...base.nodes.at(-1)!, op: 'Add' } as Node) },
    ];
    expect(new Set(variants.map(graphSha256)).size).toBe(variants.length);
  });
});

function rename(graph: Graph, name: (old: string) => string): Graph {
  return {
    ...graph,
    input: { ...graph.input, name: name(graph.input.name) },
    outputs: graph.outputs.map(name) as [string],
    nodes: graph.nodes.map(
      (node) =>
        ({
          ...node,
          name: `renamed ${node.name}`,
          inputs: node.inputs.map(name),
          outputs: node.outputs.map(name),
        }) as unknown as Node,
    ),
    parameters: graph.parameters.map((parameter) => ({ ...parameter, name: name(parameter.name) })),
    constants: graph.constants.map((constant) => ({ ...constant, name: name(constant.name) })),
  };
}

function renameTensors(graph: Graph): Graph {
  const kept = new Set(graph.parameters.map((parameter) => parameter.name));
  return rename(graph, (old) => (kept.has(old) ? old : `tensor ${old}`));
}

function renameParameters(graph: Graph): Graph {
  return rename(graph, (old) => old.replace('a.weight', 'first.weight'));
}
