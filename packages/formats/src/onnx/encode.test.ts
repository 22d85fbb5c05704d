import type { Graph } from '@convbench/spec';
import { UserError } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { decodeOnnx } from './decode.js';
import { encodeOnnx } from './encode.js';
import { decodeOnnxMessage } from './message.js';

const graph: Graph = {
  name: 'net',
  input: { name: 'image', shape: ['N', 1, 2, 2] },
  outputs: ['scaled'],
  nodes: [
    {
      op: 'Reshape',
      name: 'flat',
      inputs: ['image'],
      outputs: ['flat'],
      attributes: { shape: [0, -1] },
    },
    {
      op: 'Gemm',
      name: 'fc',
      inputs: ['flat', 'fc.weight', 'fc.bias'],
      outputs: ['fc'],
      attributes: { transA: false, transB: true, alpha: 1, beta: 1 },
    },
    { op: 'Mul', name: 'scaled', inputs: ['fc', 'scale'], outputs: ['scaled'], attributes: {} },
  ],
  parameters: [
    { name: 'fc.weight', shape: [3, 4], role: 'weight' },
    { name: 'fc.bias', shape: [3], role: 'bias' },
  ],
  // More than one value, so that only the file's own mark tells it from a parameter.
  constants: [{ name: 'scale', shape: [3], values: Float32Array.of(0.1, 0.2, 0.3) }],
};
const weights = new Map([
  ['fc.weight', new Float32Array(12).fill(1)],
  ['fc.bias', new Float32Array(3)],
]);

const outputShape = (bytes: Uint8Array): unknown => {
  const type = decodeOnnxMessage(bytes).graph!.output[0]!.type!.value;
  return type.case === 'tensorType'
    ? type.value.shape!.dim.map(({ value }) => value.value)
    : undefined;
};

describe('encodeOnnx', () => {
  it('gives a file that decodes to the same graph, constants apart from parameters', () => {
    const decoded = decodeOnnx(encodeOnnx(graph, weights));
    expect(decoded).toEqual({ graph, weights, notes: [] });
  });

  it('writes opset 18 with operands as initializers', () => {
    const model = decodeOnnxMessage(encodeOnnx(graph, weights));
    expect(model.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 18n]]);
    expect(model.graph!.node[0]!.input).toEqual(['image', 'flat/shape']);
    expect(model.graph!.initializer.map(({ name, docString }) => [name, docString])).toEqual([
      ['fc.weight', 'weight'],
      ['fc.bias', 'bias'],
      ['scale', 'constant'],
      ['flat/shape', ''],
    ]);
  });

  it('does not let an operand take a name that the graph uses', () => {
    const nodes = graph.nodes.map((node) =>
      node.op === 'Gemm' ? { ...node, outputs: ['flat/shape'] as const } : node,
    );
    const last = { ...graph.nodes[2]!, inputs: ['flat/shape', 'scale'] as const };
    const clash = { ...graph, nodes: [...nodes.slice(0, 2), last] } as Graph;
    expect(decodeOnnx(encodeOnnx(clash, weights)).graph).toEqual(clash);
  });

  it('leaves the batch open or fixes it', () => {
    expect(outputShape(encodeOnnx(graph, weights))).toEqual(['N', 3n]);
    expect(outputShape(encodeOnnx(graph, weights, { batchSize: 7 }))).toEqual([7n, 3n]);
    const fixed: Graph = { ...graph, input: { name: 'image', shape: [2, 1, 2, 2] } };
    expect(outputShape(encodeOnnx(fixed, weights))).toEqual([2n, 3n]);
    expect(() => encodeOnnx(fixed, weights, { batchSize: 3 })).toThrow(/batches of 2 .* not of 3/);
  });

  it('names a weight that is missing or has another size', () => {
    const without = new Map([...weights].slice(1));
    expect(() => encodeOnnx(graph, without)).toThrow(/no 'fc\.weight'/);
    expect(() => encodeOnnx(graph, without)).toThrow(UserError);
    const short = new Map([...weights, ['fc.bias', new Float32Array(2)] as const]);
    expect(() => encodeOnnx(graph, short)).toThrow(/2 values for 'fc\.bias', whose shape \[3\]/);
  });
});
