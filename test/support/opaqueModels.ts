/** Small classifiers with operators that convbench has no rules for, and an engine has. */
import { create } from '@bufbuild/protobuf';
import { decodeOnnxMessage, encodeOnnxMessage, encodeOnnxModel } from '@convbench/formats';
import type { OnnxModel, OnnxNode, OnnxTensor } from '@convbench/formats';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
} from '../../packages/formats/src/onnx/onnx_pb.js';
import { classes, classifier, float, ints, node } from './foreignModels.js';

const convolution = node('Conv', ['image', 'w1', 'b1'], ['c'], {
  kernel_shape: ints(3, 3),
  pads: ints(1, 1, 1, 1),
  strides: ints(2, 2),
});
const head = [
  node('GlobalAveragePool', ['h'], ['p']),
  node('Flatten', ['p'], ['f'], { axis: { int: 1 } }),
  node('Gemm', ['f', 'w2', 'b2'], ['scores'], { transB: { int: 1 } }),
];
const weights = [
  float('w1', [6, 3, 3, 3], 1),
  float('b1', [6], 2),
  float('w2', [classes, 6], 3),
  float('b2', [classes], 4),
];
const scalar = (name: string, value: number): OnnxTensor => ({
  name,
  type: 'float32',
  shape: [],
  data: [value],
});

/** A convolution, what is given, and a linear layer: `middle` takes `c` and makes `h`. */
export function around(
  middle: readonly OnnxNode[],
  changes: Partial<OnnxModel> = {},
  more: readonly OnnxTensor[] = [],
): Uint8Array {
  return classifier({
    opsets: { '': 20, 'com.microsoft': 1 },
    nodes: [convolution, ...middle, ...head],
    initializers: [...weights, ...more],
    ...changes,
  });
}

export const hardSwish = (): Uint8Array => around([node('HardSwish', ['c'], ['h'])]);
export const gelu = (): Uint8Array => around([node('Gelu', ['c'], ['h'])]);
/** A Sub of two tensors that depend on the image; one of a constant would have a rule. */
export const difference = (): Uint8Array =>
  around([node('Relu', ['c'], ['r']), node('Sub', ['c', 'r'], ['h'])]);

/** Twice as large before the pooling, which makes no difference to the logits of nearest neighbours. */
export const resized = (): Uint8Array =>
  around(
    [
      node('Resize', ['c', '', 'scales'], ['h'], {
        mode: { string: 'nearest' },
      }),
    ],
    {},
    [{ name: 'scales', type: 'float32', shape: [4], data: [1, 1, 2, 2] }],
  );

export const microsoft = (): Uint8Array =>
  around([{ ...node('QuickGelu', ['c'], ['h']), domain: 'com.microsoft' }]);

export const unknownDomain = (): Uint8Array =>
  around([{ ...node('FusedConv', ['c'], ['h']), domain: 'com.example' }], {
    opsets: { '': 20, 'com.example': 1 },
  });

/** Weights as bytes with a scale, images and activations quantised and back: float32 in and out. */
export const quantised = (): Uint8Array =>
  classifier({
    opsets: { '': 13 },
    nodes: [
      node('QuantizeLinear', ['image', 'step', 'middle'], ['iq']),
      node('DequantizeLinear', ['iq', 'step', 'middle'], ['i']),
      node('DequantizeLinear', ['w1q', 'step', 'middle'], ['w1']),
      node('Conv', ['i', 'w1', 'b1'], ['c'], {
        kernel_shape: ints(3, 3),
        pads: ints(1, 1, 1, 1),
        strides: ints(2, 2),
      }),
      node('Relu', ['c'], ['h']),
      ...head,
    ],
    initializers: [
      {
        name: 'w1q',
        type: 'uint8',
        shape: [6, 3, 3, 3],
        data: Uint8Array.from({ length: 162 }, (_, i) => (i * 37) % 256),
      },
      scalar('step', 0.03),
      { name: 'middle', type: 'uint8', shape: [], data: [128] },
      ...weights.slice(1),
    ],
  });

/** An If whose branches take what is around them: ReLU where the sum of the image is positive, else its negative. */
export function branching(): Uint8Array {
  const bytes = around(
    [
      node('ReduceSum', ['image'], ['sum'], { keepdims: { int: 0 } }),
      node('Greater', ['sum', 'nothing'], ['positive']),
      node('If', ['positive'], ['h']),
    ],
    {},
    [scalar('nothing', 0)],
  );
  const message = decodeOnnxMessage(bytes);
  const branch = (op: string, output: string) => {
    const inner = decodeOnnxMessage(
      encodeOnnxModel({
        name: op,
        nodes: [node(op, ['c'], [output])],
        inputs: [],
        outputs: [{ name: output, type: 'float32', shape: ['batch', 6, 8, 8] }],
        initializers: [],
      }),
    ).graph;
    if (inner === undefined) throw new Error('The writer made no graph.');
    return inner;
  };
  const conditional = message.graph?.node.find(({ opType }) => opType === 'If');
  const attribute = (name: string, g: ReturnType<typeof branch>) =>
    create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.GRAPH, g });
  conditional?.attribute.push(
    attribute('then_branch', branch('Relu', 'then')),
    attribute('else_branch', branch('Neg', 'else')),
  );
  return encodeOnnxMessage(message);
}

/** Takes [N, H, W, C], and turns it around behind an operator that nobody here knows. */
export const channelsLastUnknown = (): Uint8Array =>
  classifier({
    opsets: { '': 20 },
    nodes: [
      node('HardSwish', ['image'], ['swished']),
      node('Transpose', ['swished'], ['planes'], { perm: ints(0, 3, 1, 2) }),
      node('Conv', ['planes', 'w1', 'b1'], ['h'], {
        kernel_shape: ints(3, 3),
        pads: ints(1, 1, 1, 1),
        strides: ints(2, 2),
      }),
      ...head,
    ],
    inputs: [{ name: 'image', type: 'float32', shape: ['batch', 16, 16, 3] }],
  });

/** The same, with planes. */
export const planesUnknown = (): Uint8Array =>
  classifier({
    opsets: { '': 20 },
    nodes: [
      node('HardSwish', ['image'], ['swished']),
      node('Conv', ['swished', 'w1', 'b1'], ['h'], {
        kernel_shape: ints(3, 3),
        pads: ints(1, 1, 1, 1),
        strides: ints(2, 2),
      }),
      ...head,
    ],
  });
