/** Small ONNX models for tests of the codec. */
import { create } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { decodeOnnxMessage, encodeOnnxMessage } from '../../packages/formats/src/onnx/message.js';
import { TensorProtoSchema } from '../../packages/formats/src/onnx/onnx_pb.js';
import { encodeOnnxModel } from '../../packages/formats/src/onnx/writer.js';
import type {
  OnnxAttribute,
  OnnxNode,
  OnnxTensor,
} from '../../packages/formats/src/onnx/writer.js';

export const node = (
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Record<string, OnnxAttribute> = {},
): OnnxNode => ({ opType, inputs, outputs, attributes });
export const value = (name: string, shape: readonly (number | string)[]) =>
  ({ name, type: 'float32', shape }) as const;
export const float = (name: string, shape: readonly number[]): OnnxTensor => ({
  name,
  type: 'float32',
  shape,
  data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1),
});

export function model(
  nodes: readonly OnnxNode[],
  {
    opset = 13,
    input = ['N', 2, 4, 4] as readonly (number | string)[],
    outputs = ['y'],
    initializers = [] as readonly OnnxTensor[],
    inputs = [value('x', input)],
  } = {},
): Uint8Array {
  return encodeOnnxModel({
    name: 'm',
    opsets: { '': opset, 'com.microsoft': 1 },
    nodes,
    inputs,
    outputs: outputs.map((name) => value(name, ['N', 'C'])),
    initializers,
  });
}

/** A model y = x + t for a tensor that the writer cannot write. */
export function modelWithTensor(tensor: MessageInitShape<typeof TensorProtoSchema>): Uint8Array {
  const base = decodeOnnxMessage(
    model([node('Add', ['x', 't'], ['y'])], { input: ['N', 3], initializers: [float('t', [3])] }),
  );
  if (base.graph === undefined) throw new Error('The writer made no graph.');
  base.graph.initializer = [create(TensorProtoSchema, { name: 't', dims: [3n], ...tensor })];
  return encodeOnnxMessage(base);
}
