/** @file Writes ONNX models of any operators: what a backend uses whose lowering goes beyond our vocabulary. */
import { create } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { littleEndianBytes } from '../tensorBytes.js';
import { encodeOnnxMessage } from './message.js';
import {
  AttributeProto_AttributeType as AttributeType,
  ModelProtoSchema,
  TensorProto_DataType as DataType,
} from './onnx_pb.js';
import type {
  AttributeProtoSchema,
  GraphProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from './onnx_pb.js';

export type OnnxElementType = 'float32' | 'int64' | 'int32' | 'bool' | 'uint8';

/** An input or output of the model. A dimension that is a string is symbolic. */
export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxElementType;
  readonly shape: readonly (number | string)[];
}

/** A constant, row-major. An array that is not the native one of `type` is converted. */
export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxElementType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array | Uint8Array | readonly number[];
  /** For people; engines do not read it. */
  readonly docString?: string;
}

/** ONNX tells 1 from 1.0, JavaScript does not: the key says which it is. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: Omit<OnnxTensor, 'name'> }
  | { readonly graph: OnnxGraph };

export interface OnnxNode {
  readonly opType: string;
  /** '' (ONNX itself) when absent; others need an entry in `opsets`. */
  readonly domain?: string;
  readonly name?: string;
  /** '' is an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** The graph of a model, or one inside of a node such as Loop, which also sees the tensors around that node. */
export interface OnnxGraph {
  readonly name: string;
  /** In topological order. */
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  /** An output without type has the one that the engine infers, such as a sequence. */
  readonly outputs: readonly (OnnxValue | Pick<OnnxValue, 'name'>)[];
  readonly initializers: readonly OnnxTensor[];
}

export interface OnnxModel extends OnnxGraph {
  /** Version by domain, over the default `{ '': 18 }`; add `{ 'com.microsoft': 1 }` for contributed operators. */
  readonly opsets?: Readonly<Record<string, number>>;
  readonly irVersion?: number;
}

export const ONNX_OPSET = 18;
/** As written by exporters of that time; every onnxruntime since 1.14 reads it. */
export const ONNX_IR_VERSION = 9;

/**
 * The bytes of an ONNX model. The same model gives the same bytes. Nothing is checked but the sizes of tensors:
 * whether operators and attributes fit is for the engine to say.
 *
 * @throws UserError when the model is larger than 2 GB.
 * @throws RangeError when the data of a tensor do not fill its shape.
 */
export function encodeOnnxModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const opsets = { '': ONNX_OPSET, ...model.opsets };
  return encodeOnnxMessage(
    create(ModelProtoSchema, {
      irVersion: BigInt(model.irVersion ?? ONNX_IR_VERSION),
      producerName: 'convbench',
      opsetImport: Object.entries(opsets).map(([domain, version]) => ({
        domain,
        version: BigInt(version),
      })),
      graph: graphProto(model),
    }),
  );
}

function graphProto(graph: OnnxGraph): MessageInitShape<typeof GraphProtoSchema> {
  return {
    name: graph.name,
    node: graph.nodes.map((node) => ({
      opType: node.opType,
      ...(node.domain ? { domain: node.domain } : {}),
      ...(node.name === undefined ? {} : { name: node.name }),
      input: [...node.inputs],
      output: [...node.outputs],
      attribute: Object.entries(node.attributes ?? {}).map(([name, value]) =>
        attributeProto(name, value),
      ),
    })),
    input: graph.inputs.map(valueInfoProto),
    output: graph.outputs.map(valueInfoProto),
    initializer: graph.initializers.map((tensor) => ({
      name: tensor.name,
      ...tensorProto(tensor),
    })),
  };
}

const DATA_TYPE: Readonly<Record<OnnxElementType, DataType>> = {
  float32: DataType.FLOAT,
  int64: DataType.INT64,
  int32: DataType.INT32,
  bool: DataType.BOOL,
  uint8: DataType.UINT8,
};

function valueInfoProto(
  value: OnnxValue | Pick<OnnxValue, 'name'>,
): MessageInitShape<typeof ValueInfoProtoSchema> {
  if (!('type' in value)) return { name: value.name };
  const dim = value.shape.map((dimension) => ({
    value:
      typeof dimension === 'number'
        ? ({ case: 'dimValue', value: BigInt(dimension) } as const)
        : ({ case: 'dimParam', value: dimension } as const),
  }));
  const tensor = { elemType: DATA_TYPE[value.type], shape: { dim } };
  return { name: value.name, type: { value: { case: 'tensorType', value: tensor } } };
}

function tensorProto(tensor: Omit<OnnxTensor, 'name'>): MessageInitShape<typeof TensorProtoSchema> {
  const elements = tensor.shape.reduce((product, dimension) => product * dimension, 1);
  if (tensor.data.length !== elements) {
    throw new RangeError(
      `tensor ${'name' in tensor ? String(tensor.name) : ''} of shape [${tensor.shape.join(', ')}] has ${tensor.data.length} values, not ${elements}`,
    );
  }
  return {
    ...(tensor.docString === undefined ? {} : { docString: tensor.docString }),
    dims: tensor.shape.map(BigInt),
    dataType: DATA_TYPE[tensor.type],
    rawData: littleEndianBytes(nativeArray(tensor.type, tensor.data)) as Uint8Array<ArrayBuffer>,
  };
}

function nativeArray(
  type: OnnxElementType,
  data: OnnxTensor['data'],
): Float32Array | Int32Array | BigInt64Array | Uint8Array {
  switch (type) {
    case 'float32':
      return data instanceof Float32Array ? data : Float32Array.from(data, Number);
    case 'int32':
      return data instanceof Int32Array ? data : Int32Array.from(data, Number);
    case 'int64':
      return data instanceof BigInt64Array ? data : BigInt64Array.from(data, exactInteger);
    case 'uint8':
      return data instanceof Uint8Array ? data : Uint8Array.from(data, Number);
    case 'bool':
      return Uint8Array.from([...data], (value) => (Number(value) === 0 ? 0 : 1));
  }
}

/** BigInt64Array would wrap what a number cannot hold exactly, such as the greatest int64. */
function exactInteger(value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`${value} is no exact integer`);
  }
  return BigInt(value);
}

function attributeProto(
  name: string,
  attribute: OnnxAttribute,
): MessageInitShape<typeof AttributeProtoSchema> {
  if ('int' in attribute) return { name, type: AttributeType.INT, i: exactInteger(attribute.int) };
  if ('float' in attribute) return { name, type: AttributeType.FLOAT, f: attribute.float };
  if ('string' in attribute) return { name, type: AttributeType.STRING, s: utf8(attribute.string) };
  if ('ints' in attribute) {
    return { name, type: AttributeType.INTS, ints: attribute.ints.map(exactInteger) };
  }
  if ('floats' in attribute) {
    return { name, type: AttributeType.FLOATS, floats: [...attribute.floats] };
  }
  if ('strings' in attribute) {
    return { name, type: AttributeType.STRINGS, strings: attribute.strings.map(utf8) };
  }
  if ('graph' in attribute) {
    return { name, type: AttributeType.GRAPH, g: graphProto(attribute.graph) };
  }
  return { name, type: AttributeType.TENSOR, t: tensorProto(attribute.tensor) };
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
