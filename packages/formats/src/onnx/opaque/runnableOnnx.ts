/** @file A file as an engine is given it: one self-contained message that takes planes of a fixed batch size. */
import { clearField, create } from '@bufbuild/protobuf';
import type { OnnxFile } from '@convbench/spec';
import { elementCount } from '@convbench/graph';
import { ELEMENT_BYTES } from '../../tensorBytes.js';
import { elementType } from '../constants.js';
import { readExternalTensor } from '../externalData.js';
import { readerOf } from '../initializers.js';
import type { ExternalDataOptions } from '../initializers.js';
import { encodeOnnxMessage } from '../message.js';
import {
  AttributeProto_AttributeType as AttributeType,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from '../onnx_pb.js';
import type { GraphProto, ModelProto, TensorProto } from '../onnx_pb.js';
import { UserError } from '@convbench/spec/plain';
import type { OpaqueOnnx } from './readOpaqueOnnx.js';

const FLOAT = 1;

/**
 * The bytes of a model for batches of `batchSize` images as planes. Weights in files of their own are taken in; the
 * image's shape is made static, so that an engine may plan for it; a file that takes channels last gets a Transpose.
 *
 * @throws UserError for weights that are not there, and where all of it is more than the 2 GB that a message can hold.
 */
export function runnableOnnx(
  model: ModelProto,
  { input, outputs, channelsLast }: Pick<OpaqueOnnx, 'input' | 'outputs' | 'channelsLast'>,
  batchSize: number,
  options: ExternalDataOptions = {},
): OnnxFile {
  const graph = Object.assign(create(GraphProtoSchema), model.graph);
  graph.initializer = graph.initializer.map((tensor) => withData(tensor, options));
  const shape = input.shape.map((size) => (size === 'N' ? batchSize : size));
  const name = channelsLast ? freshName(`${input.name}/planes`, graph) : input.name;
  const image = imageOf(name, shape);
  graph.input = graph.input.map((each) => (each.name === input.name ? image : each));
  if (channelsLast) {
    const transpose = create(NodeProtoSchema, {
      opType: 'Transpose',
      name,
      input: [name],
      output: [input.name],
      attribute: [{ name: 'perm', type: AttributeType.INTS, ints: [0n, 2n, 3n, 1n] }],
    });
    graph.node = [transpose, ...graph.node];
  }
  const bytes = encodeOnnxMessage(Object.assign(create(ModelProtoSchema), model, { graph }));
  const [logits] = outputs;
  if (logits === undefined) throw new Error('The file has no output.');
  return { bytes, input: { name, shape }, output: logits.name };
}

function imageOf(name: string, shape: readonly number[]) {
  const dim = shape.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } }));
  const value = { elemType: FLOAT, shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value } } });
}

function withData(tensor: TensorProto, options: ExternalDataOptions): TensorProto {
  if (tensor.dataLocation !== DataLocation.EXTERNAL) return tensor;
  const type = elementType(tensor.dataType);
  if (type === undefined) {
    throw new UserError(
      'formats',
      `The tensor '${tensor.name}' is of a type that cannot be read from a file beside the model.`,
      'Save the model with its weights inside.',
    );
  }
  const expected = elementCount(tensor.dims.map(Number)) * ELEMENT_BYTES[type];
  const rawData = readExternalTensor(tensor, expected, readerOf(options));
  const whole = Object.assign(create(TensorProtoSchema), tensor, { rawData });
  clearField(whole, TensorProtoSchema.field.externalData);
  clearField(whole, TensorProtoSchema.field.dataLocation);
  return whole;
}

function freshName(base: string, graph: GraphProto): string {
  const taken = new Set([
    ...graph.node.flatMap((node) => [...node.input, ...node.output]),
    ...graph.initializer.map((tensor) => tensor.name),
  ]);
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
  return name;
}
