/** ONNX files as other programs write them: small classifiers with the habits that exporters have. */
import { decodeOnnxMessage, encodeOnnxMessage, encodeOnnxModel } from '@convbench/formats';
import type {
  ModelProto,
  OnnxAttribute,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
} from '@convbench/formats';

export const node = (
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Record<string, OnnxAttribute> = {},
): OnnxNode => ({ opType, inputs, outputs, attributes });

export const ints = (...values: readonly number[]): OnnxAttribute => ({ ints: values });

export function float(name: string, shape: readonly number[], seed: number): OnnxTensor {
  const length = shape.reduce((product, size) => product * size, 1);
  const data = Float32Array.from({ length }, (_, index) => Math.sin(seed + index * 1.7) / 2);
  return { name, type: 'float32', shape, data };
}

export const classes = 10;

const kernel = (size: number, pad: number, stride = 1): Record<string, OnnxAttribute> => ({
  kernel_shape: ints(size, size),
  pads: ints(pad, pad, pad, pad),
  strides: ints(stride, stride),
});

/** Convolution, ReLU, pooling over the plane, linear layer; `changes` replace parts of the file. */
export function classifier(changes: Partial<OnnxModel> = {}): Uint8Array {
  return encodeOnnxModel({
    name: 'foreign',
    opsets: { '': 13 },
    nodes: [
      node('Conv', ['image', 'w1', 'b1'], ['c'], kernel(3, 1, 2)),
      node('Relu', ['c'], ['r']),
      node('GlobalAveragePool', ['r'], ['p']),
      node('Flatten', ['p'], ['f'], { axis: { int: 1 } }),
      node('Gemm', ['f', 'w2', 'b2'], ['scores'], { transB: { int: 1 } }),
    ],
    inputs: [{ name: 'image', type: 'float32', shape: ['batch', 3, 16, 16] }],
    outputs: [{ name: 'scores', type: 'float32', shape: ['batch', classes] }],
    initializers: [
      float('w1', [6, 3, 3, 3], 1),
      float('b1', [6], 2),
      float('w2', [classes, 6], 3),
      float('b2', [classes], 4),
    ],
    ...changes,
  });
}

/** Probabilities [batch, classes, 1, 1] of an image of any size, with the weights in Constant nodes, opset 7. */
export function fullyConvolutional(): Uint8Array {
  const weight = float('w2', [classes, 6, 1, 1], 5);
  return classifier({
    opsets: { '': 7 },
    irVersion: 3,
    nodes: [
      node('Constant', [], ['w2'], {
        value: { tensor: { type: 'float32', shape: weight.shape, data: weight.data } },
      }),
      node('Conv', ['image', 'w1', 'b1'], ['c'], kernel(3, 1, 2)),
      node('Relu', ['c'], ['r']),
      node('Dropout', ['r'], ['d'], { ratio: { float: 0.5 } }),
      node('Conv', ['d', 'w2'], ['planes'], kernel(1, 0)),
      node('GlobalAveragePool', ['planes'], ['p']),
      node('Softmax', ['p'], ['scores'], { axis: { int: 1 } }),
    ],
    inputs: [{ name: 'image', type: 'float32', shape: ['batch', 3, 'height', 'width'] }],
    outputs: [{ name: 'scores', type: 'float32', shape: ['batch', classes, 1, 1] }],
    initializers: [float('w1', [6, 3, 3, 3], 1), float('b1', [6], 2)],
  });
}

/** Takes [N, H, W, C] and turns it, as TensorFlow's exporter does. */
export function channelsLast(): Uint8Array {
  return classifier({
    nodes: [
      node('Transpose', ['image'], ['planes'], { perm: ints(0, 3, 1, 2) }),
      node('Conv', ['planes', 'w1', 'b1'], ['c'], kernel(3, 1, 2)),
      node('Relu', ['c'], ['r']),
      node('GlobalAveragePool', ['r'], ['p']),
      node('Flatten', ['p'], ['f'], { axis: { int: 1 } }),
      node('Gemm', ['f', 'w2', 'b2'], ['scores'], { transB: { int: 1 } }),
    ],
    inputs: [{ name: 'image', type: 'float32', shape: ['batch', 16, 16, 3] }],
  });
}

/** Reshapes to a batch of two, so that no other batch fits. */
export function fixedBatch(): Uint8Array {
  return classifier({
    nodes: [
      node('Conv', ['image', 'w1', 'b1'], ['c'], kernel(3, 1, 2)),
      node('GlobalAveragePool', ['c'], ['p']),
      node('Reshape', ['p', 'two'], ['f']),
      node('Gemm', ['f', 'w2', 'b2'], ['each'], { transB: { int: 1 } }),
      node('Reshape', ['each', 'wide'], ['scores']),
    ],
    inputs: [{ name: 'image', type: 'float32', shape: [2, 3, 16, 16] }],
    outputs: [{ name: 'scores', type: 'float32', shape: [2, classes] }],
    initializers: [
      float('w1', [6, 3, 3, 3], 1),
      float('b1', [6], 2),
      float('w2', [classes / 2, 3], 3),
      float('b2', [classes / 2], 4),
      { name: 'two', type: 'int64', shape: [2], data: [4, 3] },
      { name: 'wide', type: 'int64', shape: [2], data: [2, classes] },
    ],
  });
}

/** The model with one weight in a file of its own, and that file. */
export function withExternalWeight(
  bytes: Uint8Array,
  name: string,
  location: string,
): { readonly model: Uint8Array; readonly data: Uint8Array } {
  const message = decodeOnnxMessage(bytes);
  const tensor = message.graph?.initializer.find((each) => each.name === name);
  if (tensor === undefined) throw new Error(`There is no initializer '${name}'.`);
  const data = Uint8Array.from(tensor.rawData);
  const external = 1;
  const entry = (key: string, value: string) =>
    ({
      $typeName: 'onnx.StringStringEntryProto',
      key,
      value,
    }) as (typeof tensor.externalData)[number];
  Object.assign(tensor, {
    rawData: new Uint8Array(),
    dataLocation: external,
    externalData: [entry('location', location), entry('length', String(data.length))],
  });
  return { model: encodeOnnxMessage(message as ModelProto), data };
}
