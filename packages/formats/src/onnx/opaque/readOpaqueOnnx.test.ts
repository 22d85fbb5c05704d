import { create } from '@bufbuild/protobuf';
import { UserError } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { float, model, node, value } from '../../../../../test/support/onnxModels.js';
import { describeLayers, staticCost } from '@convbench/graph';
import { decodeOnnx } from '../decode.js';
import { decodeOnnxMessage } from '../message.js';
import { FunctionProtoSchema, ValueInfoProtoSchema } from '../onnx_pb.js';
import type { ModelProto } from '../onnx_pb.js';
import type { OnnxNode } from '../writer.js';
import { readOpaqueOnnx } from './readOpaqueOnnx.js';

const kernel = { kernel_shape: { ints: [3, 3] }, pads: { ints: [1, 1, 1, 1] } };
const weights = [float('w', [3, 2, 3, 3]), float('b', [3]), float('l', [5, 3])];
const head = [
  node('GlobalAveragePool', ['h'], ['p']),
  node('Flatten', ['p'], ['f']),
  node('Gemm', ['f', 'l'], ['y'], { transB: { int: 1 } }),
];
const convolution = node('Conv', ['x', 'w', 'b'], ['c'], kernel);

function read(nodes: readonly OnnxNode[], options: Parameters<typeof model>[1] = {}) {
  return readOpaqueOnnx(decodeOnnxMessage(model(nodes, { initializers: weights, ...options })));
}

/** Adds what `model` cannot write: shapes of tensors inside the network. */
function withValueInfo(bytes: Uint8Array, name: string, shape: readonly number[]): ModelProto {
  const message = decodeOnnxMessage(bytes);
  const dim = shape.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } }));
  message.graph?.valueInfo.push(
    create(ValueInfoProtoSchema, {
      name,
      type: { value: { case: 'tensorType', value: { elemType: 1, shape: { dim } } } },
    }),
  );
  return message;
}

describe('readOpaqueOnnx', () => {
  it('counts what it knows around an activation that it does not know', () => {
    const {
      static: cost,
      operators,
      layers,
      outputs,
    } = read([convolution, node('HardSwish', ['c'], ['h']), ...head]);
    // 4 * 4 * 3 * 18 and 5 * 3; 54 + 3 + 15.
    expect(cost).toMatchObject({ macs: 879, trainableParameters: 72, convolutions: 1, depth: 2 });
    expect(cost.uncountedNodes).toEqual([
      { name: 'h', op: 'HardSwish', reason: 'unknown-operator' },
    ]);
    expect(operators).toEqual(['HardSwish']);
    expect(layers.map(({ op, outputShape, macs }) => [op, outputShape, macs])).toEqual([
      ['Conv', [3, 4, 4], 864],
      ['HardSwish', [3, 4, 4], null],
      ['GlobalAveragePool', [3, 1, 1], 0],
      ['Flatten', [3], 0],
      ['Gemm', [5], 15],
    ]);
    expect(outputs).toEqual([{ name: 'y', shape: ['N', 5] }]);
  });

  it('says the same as the graph of a file that it knows wholly', () => {
    const bytes = model([convolution, node('Relu', ['c'], ['h']), ...head], {
      initializers: weights,
    });
    const { graph } = decodeOnnx(bytes);
    const { static: cost, layers } = readOpaqueOnnx(decodeOnnxMessage(bytes));
    const expected = staticCost(graph);
    expect(cost).toEqual({ ...expected, graphSha256: cost.graphSha256, uncountedNodes: [] });
    expect(layers).toEqual(describeLayers(graph));
  });

  it('takes shapes behind an unknown node from value_info, and says where there are none', () => {
    const nodes = [
      node('Mystery', ['x'], ['m']),
      node('Conv', ['m', 'w', 'b'], ['h'], kernel),
      ...head,
    ];
    const bytes = model(nodes, { initializers: weights, input: [1, 2, 4, 4] });
    const unknown = readOpaqueOnnx(decodeOnnxMessage(bytes));
    expect(unknown.static.uncountedNodes).toEqual([
      { name: 'm', op: 'Mystery', reason: 'unknown-operator' },
      { name: 'h', op: 'Conv', reason: 'unknown-shape' },
      { name: 'y', op: 'Gemm', reason: 'unknown-shape' },
    ]);
    expect(unknown.operators).toEqual(['Mystery']);
    // Weights are counted all the same.
    expect(unknown.static).toMatchObject({ macs: 0, trainableParameters: 72, depth: 2 });
    const { static: cost } = readOpaqueOnnx(withValueInfo(bytes, 'm', [1, 2, 8, 8]));
    expect(cost.uncountedNodes.map(({ op }) => op)).toEqual(['Mystery']);
    expect(cost.macs).toBe(8 * 8 * 3 * 18 + 15);
  });

  it('counts a product whose input is unknown and whose output is declared', () => {
    const { static: cost } = readOpaqueOnnx(
      decodeOnnxMessage(
        model([node('Mystery', ['x'], ['m']), node('MatMul', ['m', 'r'], ['y'])], {
          initializers: [float('r', [7, 5])],
        }),
      ),
    );
    expect(cost.uncountedNodes.map(({ reason }) => reason)).toEqual([
      'unknown-operator',
      'unknown-shape',
    ]);
    const declared = withValueInfo(
      model([node('Mystery', ['x'], ['m']), node('MatMul', ['m', 'r'], ['y'])], {
        initializers: [float('r', [7, 5])],
        input: [1, 2, 4, 4],
      }),
      'y',
      [1, 5],
    );
    expect(readOpaqueOnnx(declared).static.macs).toBe(35);
  });

  it('names a known operator in a form that it does not have', () => {
    const { static: cost, operators } = read([
      convolution,
      node('Div', ['c', 'c'], ['h']),
      ...head,
    ]);
    expect(cost.uncountedNodes).toEqual([{ name: 'h', op: 'Div', reason: 'unsupported-form' }]);
    expect(operators).toEqual(['Div']);
    expect(cost).toMatchObject({ macs: 879, trainableParameters: 72 });
  });

  it('knows other domains, and leaves those that the file defines itself out of them', () => {
    const nodes = [
      { ...node('FusedConv', ['x', 'w', 'b'], ['c'], kernel), domain: 'com.microsoft' },
      { ...node('Ours', ['c'], ['h']), domain: 'local' },
      ...head,
    ];
    const message = decodeOnnxMessage(model(nodes, { initializers: weights }));
    expect(readOpaqueOnnx(message).domains).toEqual(['', 'com.microsoft', 'local']);
    message.functions.push(create(FunctionProtoSchema, { name: 'Ours', domain: 'local' }));
    const { domains, static: cost } = readOpaqueOnnx(message);
    expect(domains).toEqual(['', 'com.microsoft']);
    expect(cost.uncountedNodes.map(({ op }) => op)).toEqual([
      'com.microsoft:FusedConv',
      'local:Ours',
      'Gemm',
    ]);
    expect(cost).toMatchObject({ trainableParameters: 72, convolutions: 1 });
  });

  it('counts integer weights of quantised files, each as the byte that it is', () => {
    const bytes = model(
      [
        node('DequantizeLinear', ['q', 'scale', 'zero'], ['w']),
        node('Conv', ['x', 'w'], ['h'], kernel),
        ...head,
      ],
      {
        initializers: [
          { name: 'q', type: 'uint8', shape: [3, 2, 3, 3], data: new Uint8Array(54) },
          { name: 'zero', type: 'uint8', shape: [], data: [0] },
          { name: 'scale', type: 'float32', shape: [], data: [0.1] },
          float('l', [5, 3]),
        ],
      },
    );
    const { static: cost } = readOpaqueOnnx(decodeOnnxMessage(bytes));
    expect(cost).toMatchObject({ macs: 879, trainableParameters: 69, weightBytes: 54 + 60 });
  });

  it('leaves out what only computes shapes', () => {
    const { static: cost } = read(
      [
        node('Mystery', ['x'], ['m']),
        node('Shape', ['m'], ['s']),
        node('Gather', ['s', 'i'], ['g']),
        node('Reshape', ['x', 'g'], ['y']),
      ],
      { initializers: [{ name: 'i', type: 'int64', shape: [2], data: [0, 1] }] },
    );
    expect(cost.uncountedNodes.map(({ op }) => op)).toEqual(['Mystery', 'Reshape']);
  });

  it('puts planes in front of a file that takes channels last', () => {
    const { input, channelsLast, notes } = read([node('HardSwish', ['x'], ['y'])], {
      input: ['N', 16, 16, 3],
    });
    expect([input.shape, channelsLast]).toEqual([['N', 3, 16, 16], true]);
    expect(notes.map(({ kind }) => kind)).toEqual(['run-as-it-stands', 'nhwc-input']);
    // What a convolution takes are planes, however few columns they have.
    const planes = read([node('Conv', ['x', 'w'], ['c']), node('Mystery', ['c'], ['y'])], {
      input: ['N', 8, 4, 4],
    });
    expect(planes.channelsLast).toBe(false);
  });

  it('says what training mode means for a file that is run as it stands', () => {
    const norm = node('BatchNormalization', ['c', 'b', 'b', 'b', 'b'], ['n', 'mean', 'var'], {
      training_mode: { int: 1 },
    });
    const { notes } = read([convolution, norm, node('Mish', ['n'], ['h']), ...head], { opset: 18 });
    expect(notes.map(({ kind }) => kind)).toEqual(['run-as-it-stands', 'batch-norm-training']);
    expect(notes[1]?.message).toContain('so does the accuracy');
  });

  it('refuses images that are not float32', () => {
    const inputs = [{ ...value('x', ['N', 2, 4, 4]), type: 'uint8' }];
    const reading = () => read([node('Mystery', ['x'], ['y'])], { inputs: inputs as never });
    expect(reading).toThrow(UserError);
    expect(reading).toThrow(/takes its images 'x' as uint8/);
  });

  it('has another hash for another structure, and the same for other weights', () => {
    const hash = (nodes: readonly OnnxNode[], initializers = weights) =>
      read(nodes, { initializers }).static.graphSha256;
    const nodes = [convolution, node('HardSwish', ['c'], ['h']), ...head];
    const scaled = weights.map((tensor) => ({
      ...tensor,
      data: new Float32Array(tensor.data.length),
    }));
    expect(hash(nodes, scaled)).toBe(hash(nodes));
    expect(hash([convolution, node('Mish', ['c'], ['h']), ...head])).not.toBe(hash(nodes));
  });
});
