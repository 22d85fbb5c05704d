import { decodeOnnx, encodeOnnx, encodeOnnxModel } from '@convbench/formats';
import { interpret } from '@convbench/graph';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from '@convbench/formats';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

/** A model as other programs write it; nodes form a chain from 'x' to 'y' unless they name their tensors. */
interface ForeignModel {
  readonly opset: number;
  readonly input: readonly (number | string)[];
  readonly rank: number;
  readonly nodes: readonly OnnxNode[];
  readonly constants?: readonly OnnxTensor[];
}

const node = (
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Record<string, OnnxAttribute> = {},
): OnnxNode => ({ opType, inputs, outputs, attributes });
const int64 = (name: string, data: readonly number[], shape = [data.length]): OnnxTensor => ({
  name,
  type: 'int64',
  shape,
  data,
});
const float = (name: string, shape: readonly number[], seed = 1): OnnxTensor => ({
  name,
  type: 'float32',
  shape,
  data: filled(shape, seed),
});

function filled(shape: readonly number[], seed: number): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length }, (_, i) => Math.sin(seed + i * 1.7));
}

const conv = (x: string, y: string, attributes: Record<string, OnnxAttribute> = {}): OnnxNode =>
  node('Conv', [x, 'w'], [y], attributes);
const ints = (...values: number[]): OnnxAttribute => ({ ints: values });

const MODELS: Record<string, ForeignModel> = {
  'Pad before a convolution, as an attribute': {
    opset: 10,
    input: ['N', 2, 5, 6],
    rank: 4,
    nodes: [
      node('Pad', ['x'], ['p'], { pads: ints(0, 0, 1, 2, 0, 0, 0, 1) }),
      conv('p', 'y', { strides: ints(2, 2) }),
    ],
    constants: [float('w', [3, 2, 3, 3])],
  },
  'Pad before a convolution with padding of its own, as an input, with axes': {
    opset: 18,
    input: ['N', 2, 5, 6],
    rank: 4,
    nodes: [
      node('Pad', ['x', 'pads', '', 'axes'], ['p']),
      conv('p', 'y', { auto_pad: { string: 'SAME_UPPER' }, strides: ints(2, 2) }),
    ],
    constants: [float('w', [3, 2, 3, 3]), int64('pads', [1, 0, 2, 1]), int64('axes', [3, 2])],
  },
  'Pad between Relu and MaxPool': {
    opset: 13,
    input: ['N', 2, 5, 6],
    rank: 4,
    nodes: [
      node('Relu', ['x'], ['r']),
      node('Pad', ['r', 'pads'], ['p']),
      node('MaxPool', ['p'], ['y'], { kernel_shape: ints(3, 3), strides: ints(2, 2) }),
    ],
    constants: [int64('pads', [0, 0, 1, 1, 0, 0, 1, 1])],
  },
  'VALID with dilation': {
    opset: 11,
    input: ['N', 2, 7, 8],
    rank: 4,
    nodes: [conv('x', 'y', { auto_pad: { string: 'VALID' }, dilations: ints(2, 3) })],
    constants: [float('w', [3, 2, 3, 2])],
  },
  'SAME_LOWER of a pool with strides above the kernel': {
    opset: 12,
    input: ['N', 2, 7, 8],
    rank: 4,
    nodes: [
      node('AveragePool', ['x'], ['y'], {
        kernel_shape: ints(2, 3),
        strides: ints(3, 2),
        auto_pad: { string: 'SAME_LOWER' },
      }),
    ],
  },
  'SAME_UPPER of an average that counts padding': {
    opset: 12,
    input: ['N', 1, 5, 4],
    rank: 4,
    nodes: [
      node('AveragePool', ['x'], ['y'], {
        kernel_shape: ints(3, 3),
        strides: ints(2, 2),
        count_include_pad: { int: 1 },
        auto_pad: { string: 'SAME_UPPER' },
      }),
    ],
  },
  'GlobalMaxPool and Squeeze': {
    opset: 11,
    input: ['N', 3, 4, 5],
    rank: 2,
    nodes: [
      node('GlobalMaxPool', ['x'], ['g']),
      node('Squeeze', ['g'], ['y'], { axes: ints(-1, 2) }),
    ],
  },
  'Squeeze and Unsqueeze with inputs': {
    opset: 13,
    input: ['N', 3, 1, 1],
    rank: 4,
    nodes: [
      node('Squeeze', ['x', 'a'], ['s']),
      node('Unsqueeze', ['s', 'a'], ['u']),
      node('Identity', ['u'], ['y']),
    ],
    constants: [int64('a', [3, 2])],
  },
  'Clip from zero, as PyTorch writes a ReLU': {
    opset: 11,
    input: ['N', 2, 3, 3],
    rank: 4,
    nodes: [node('Clip', ['x', 'zero'], ['y'])],
    constants: [{ name: 'zero', type: 'float32', shape: [], data: [0] }],
  },
  'Sub and Div of the channels before the first layer': {
    opset: 13,
    input: ['N', 3, 4, 4],
    rank: 4,
    nodes: [
      node('Sub', ['x', 'mean'], ['s']),
      node('Div', ['s', 'deviation'], ['d']),
      conv('d', 'y'),
    ],
    constants: [
      float('mean', [1, 3, 1, 1]),
      { name: 'deviation', type: 'float32', shape: [3, 1, 1], data: [0.229, 0.224, 0.225] },
      float('w', [2, 3, 3, 3], 5),
    ],
  },
  'Sum of one, two and three tensors': {
    opset: 8,
    input: ['N', 2, 3, 3],
    rank: 4,
    nodes: [
      node('Relu', ['x'], ['r']),
      node('Sum', ['x', 'r'], ['s']),
      node('Sum', ['s'], ['t']),
      node('Sum', ['x', 'r', 't'], ['y']),
    ],
  },
  'flattening by the arithmetic of shapes': {
    opset: 11,
    input: ['N', 2, 3, 4],
    rank: 2,
    nodes: [
      node('Shape', ['x'], ['shape']),
      node('Constant', [], ['zero'], {
        value: { tensor: { type: 'int64', shape: [], data: [0] } },
      }),
      node('Gather', ['shape', 'zero'], ['n'], { axis: { int: 0 } }),
      node('Unsqueeze', ['n'], ['n1'], { axes: ints(0) }),
      node('Slice', ['shape', 'from', 'to'], ['rest']),
      node('Gather', ['rest', 'first'], ['c']),
      node('Gather', ['rest', 'last'], ['w']),
      node('Mul', ['c', 'w'], ['cw']),
      node('Mul', ['cw', 'three'], ['features']),
      node('Concat', ['n1', 'features'], ['target'], { axis: { int: 0 } }),
      node('Reshape', ['x', 'target'], ['y']),
    ],
    constants: [
      int64('from', [1]),
      { name: 'to', type: 'int64', shape: [1], data: BigInt64Array.of(2n ** 63n - 1n) },
      int64('first', [0]),
      int64('last', [-1]),
      int64('three', [3]),
    ],
  },
  'Shape with start and end, Cast to and fro, batch in front of -1': {
    opset: 15,
    input: ['N', 2, 3, 4],
    rank: 3,
    nodes: [
      node('Shape', ['x'], ['part'], { start: { int: 0 }, end: { int: 2 } }),
      node('Cast', ['part'], ['narrow'], { to: { int: 6 } }),
      node('Cast', ['narrow'], ['wide'], { to: { int: 7 } }),
      node('Concat', ['wide', 'rest'], ['target'], { axis: { int: -1 } }),
      node('Reshape', ['x', 'target'], ['y']),
    ],
    constants: [int64('rest', [-1])],
  },
  'weights that are computed: transposed, reshaped, sliced, joined, scaled': {
    opset: 13,
    input: ['N', 4],
    rank: 2,
    nodes: [
      node('Transpose', ['a'], ['at'], { perm: ints(1, 0) }),
      node('Reshape', ['b', 'shape'], ['b2']),
      node('Slice', ['b2', 'from', 'to', 'axes', 'steps'], ['b3']),
      node('Concat', ['at', 'b3'], ['w0'], { axis: { int: 0 } }),
      node('Mul', ['w0', 'row'], ['w1']),
      node('Sqrt', ['row2'], ['root']),
      node('Div', ['w1', 'root'], ['w2']),
      node('Neg', ['w2'], ['w3']),
      node('Sub', ['w3', 'row'], ['w']),
      node('MatMul', ['x', 'w'], ['y']),
    ],
    constants: [
      float('a', [3, 2]),
      float('b', [12], 3),
      int64('shape', [-1, 3]),
      int64('from', [0]),
      int64('to', [4]),
      int64('axes', [0]),
      int64('steps', [2]),
      float('row', [3], 9),
      { name: 'row2', type: 'float32', shape: [1, 3], data: [4, 9, 2] },
    ],
  },
  'ConstantOfShape as a bias': {
    opset: 11,
    input: ['N', 2, 3, 3],
    rank: 4,
    nodes: [
      node('ConstantOfShape', ['size'], ['b'], {
        value: { tensor: { type: 'float32', shape: [1], data: [0.75] } },
      }),
      node('Conv', ['x', 'w', 'b'], ['y']),
    ],
    constants: [int64('size', [3]), float('w', [3, 2, 2, 2])],
  },
  'Softmax before opset 13 over several axes': {
    opset: 11,
    input: ['N', 2, 3, 2],
    rank: 4,
    nodes: [node('Softmax', ['x'], ['y'])],
  },
  'Softmax before opset 13 from the third axis': {
    opset: 9,
    input: ['N', 2, 3, 2],
    rank: 4,
    nodes: [node('Softmax', ['x'], ['y'], { axis: { int: 2 } })],
  },
  'Softmax of opset 13 over channels of a map': {
    opset: 13,
    input: ['N', 4, 2, 2],
    rank: 4,
    nodes: [node('Softmax', ['x'], ['y'], { axis: { int: -3 } })],
  },
  'Split into equal parts by the number of outputs': {
    opset: 13,
    input: ['N', 6, 2, 2],
    rank: 4,
    nodes: [
      node('Split', ['x'], ['a', 'b', 'c'], { axis: { int: 1 } }),
      node('Sum', ['a', 'b', 'c'], ['y']),
    ],
  },
  'Split with num_outputs and a smaller last part': {
    opset: 18,
    input: ['N', 5, 2, 2],
    rank: 4,
    nodes: [
      node('Split', ['x'], ['a', 'b'], { axis: { int: -3 }, num_outputs: { int: 2 } }),
      node('Concat', ['b', 'a'], ['y'], { axis: { int: -3 } }),
    ],
  },
  'Split by an attribute': {
    opset: 11,
    input: ['N', 5, 2, 2],
    rank: 4,
    nodes: [
      node('Split', ['x'], ['a', 'b'], { axis: { int: 1 }, split: ints(1, 4) }),
      node('Concat', ['b', 'a'], ['y'], { axis: { int: 1 } }),
    ],
  },
  'ReduceMean by an attribute with negative axes': {
    opset: 11,
    input: ['N', 3, 4, 5],
    rank: 2,
    nodes: [node('ReduceMean', ['x'], ['y'], { axes: ints(-1, -2), keepdims: { int: 0 } })],
  },
  'ReduceSum by an input, and without axes but noop': {
    opset: 13,
    input: ['N', 3, 4, 5],
    rank: 4,
    nodes: [
      node('ReduceSum', ['x', 'axes'], ['s']),
      node('ReduceSum', ['s'], ['y'], { noop_with_empty_axes: { int: 1 } }),
    ],
    constants: [int64('axes', [-1])],
  },
  'Gemm with both matrices transposed and a scalar addend': {
    opset: 13,
    input: [2, 3],
    rank: 2,
    nodes: [
      node('Gemm', ['x', 'w', 'c'], ['y'], {
        transA: { int: 1 },
        transB: { int: 1 },
        alpha: { float: 0.3 },
        beta: { float: 2 },
      }),
    ],
    constants: [float('w', [4, 2]), float('c', [1])],
  },
  'Dropout with a mask nobody wants, LRN with defaults, Flatten of the last axis': {
    opset: 11,
    input: ['N', 3, 2, 2],
    rank: 2,
    nodes: [
      node('LRN', ['x'], ['l'], { size: { int: 3 } }),
      node('Dropout', ['l'], ['d', 'mask'], { ratio: { float: 0.9 } }),
      node('Flatten', ['d'], ['y'], { axis: { int: -1 } }),
    ],
  },
  'BatchNormalization of opset 7 with defaults': {
    opset: 7,
    input: ['N', 3, 2, 2],
    rank: 4,
    nodes: [node('BatchNormalization', ['x', 'g', 'b', 'm', 'v'], ['y'])],
    constants: [
      float('g', [3]),
      float('b', [3], 2),
      float('m', [3], 3),
      { name: 'v', type: 'float32', shape: [3], data: [0.5, 1, 2] },
    ],
  },
  'a batch of one that Reshape knows': {
    opset: 13,
    input: [1, 2, 3, 3],
    rank: 2,
    nodes: [
      node('Relu', ['x'], ['r']),
      node('Reshape', ['r', 'shape'], ['f']),
      node('Gemm', ['f', 'w'], ['y'], { transB: { int: 1 } }),
    ],
    constants: [int64('shape', [1, -1]), float('w', [4, 18])],
  },
  'Transpose without a permutation': {
    opset: 13,
    input: [2, 3, 4],
    rank: 3,
    nodes: [node('Transpose', ['x'], ['y'])],
  },
};

describe('operators as other programs write them: onnxruntime on the file, the interpreter on our graph', () => {
  it.each(Object.keys(MODELS))('%s', async (name) => {
    const { opset, input, rank, nodes, constants = [] } = MODELS[name]!;
    const bytes = encodeOnnxModel({
      name: 'foreign',
      opsets: { '': opset },
      irVersion: 4,
      nodes,
      inputs: [{ name: 'x', type: 'float32', shape: input }],
      outputs: [
        {
          name: 'y',
          type: 'float32',
          shape: Array.from({ length: rank }, (_, axis) => `y${axis}`),
        },
      ],
      initializers: constants,
    });
    const { graph, weights } = decodeOnnx(bytes, { keepSoftmax: true });
    const batchSize = typeof input[0] === 'number' ? input[0] : 2;
    const shape = input.map((size) => (typeof size === 'number' ? size : batchSize));
    const images = filled(shape, 0.3);
    const run = async (model: Uint8Array): Promise<Float32Array> => {
      const session = await ort.InferenceSession.create(model);
      const results = await session.run({ x: new ort.Tensor('float32', images, shape) });
      await session.release();
      return results['y']!.data as Float32Array;
    };
    const expected = await run(bytes);
    const values = interpret(graph, weights, images, batchSize);
    expect(values.length).toBe(expected.length);
    const again = await run(encodeOnnx(graph, weights));
    expected.forEach((value, i) => {
      expect(values[i], `element ${i}`).toBeCloseTo(value, 5);
      expect(again[i], `element ${i} of the file again`).toBeCloseTo(value, 5);
    });
  });
});
