/** @file Bytes ↔ protobuf message of an ONNX model. */
import { clearField, create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { UserError } from '@convbench/spec/plain';
import { GraphProtoSchema, ModelProtoSchema, TensorProtoSchema } from './onnx_pb.js';
import type { GraphProto, ModelProto, TensorProto } from './onnx_pb.js';

const ROOM = 'graph';
/** A protobuf message cannot be larger: its readers count in int32. */
const MAXIMUM_BYTES = 2 ** 31 - 1;

/**
 * Parses an ONNX file. Fields that the schema does not know are kept in `$unknown` of their message, so that
 * `encodeOnnxMessage` writes them back. Tensors are views into `bytes`.
 *
 * @throws UserError when the bytes are no ONNX model or are cut off.
 */
export function decodeOnnxMessage(bytes: Uint8Array): ModelProto {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new UserError(
      ROOM,
      `These ${bytes.byteLength} bytes cannot be read as an ONNX model: ${(cause as Error).message}.`,
      'Check that the file is an .onnx file and was copied completely.',
      { cause },
    );
  }
  if (model.graph === undefined) {
    throw new UserError(
      ROOM,
      `These ${bytes.byteLength} bytes hold no ONNX graph.`,
      'Check that the file is an .onnx file and was copied completely.',
    );
  }
  return model;
}

/**
 * The bytes of a model; the same message always gives the same bytes.
 *
 * Initializers are appended by hand behind the other fields (the order of fields means nothing in protobuf): the
 * library would copy half a gigabyte of weights once per level of nesting and round the buffer up to a power of 2.
 *
 * @throws UserError when the model is larger than the 2 GB that protobuf allows.
 */
export function encodeOnnxMessage(model: ModelProto): Uint8Array<ArrayBuffer> {
  const { graph } = model;
  if (graph === undefined) return new Uint8Array(toBinary(ModelProtoSchema, model));

  const modelShell = Object.assign(create(ModelProtoSchema), model);
  clearField(modelShell, ModelProtoSchema.field.graph);
  const graphShell: GraphProto = Object.assign(create(GraphProtoSchema), graph);
  graphShell.initializer = [];

  const graphChunks: Uint8Array[] = [toBinary(GraphProtoSchema, graphShell)];
  for (const tensor of graph.initializer) {
    const chunks = tensorChunks(tensor);
    graphChunks.push(
      prefix(GraphProtoSchema.field.initializer.number, byteLength(chunks)),
      ...chunks,
    );
  }
  const head = toBinary(ModelProtoSchema, modelShell);
  const graphBytes = byteLength(graphChunks);
  if (head.byteLength + graphBytes + 16 > MAXIMUM_BYTES) {
    throw new UserError(
      ROOM,
      `The model would take ${((head.byteLength + graphBytes) / 1e9).toFixed(2)} GB as an ONNX file, which can hold 2.14 GB at most.`,
      'Choose a smaller variant, input size or number of classes.',
    );
  }
  return concatenate([
    head,
    prefix(ModelProtoSchema.field.graph.number, graphBytes),
    ...graphChunks,
  ]);
}

function tensorChunks(tensor: TensorProto): Uint8Array[] {
  const data = tensor.rawData;
  if (data.byteLength === 0) return [toBinary(TensorProtoSchema, tensor)];
  const shell = Object.assign(create(TensorProtoSchema), tensor);
  clearField(shell, TensorProtoSchema.field.rawData);
  return [
    toBinary(TensorProtoSchema, shell),
    prefix(TensorProtoSchema.field.rawData.number, data.byteLength),
    data,
  ];
}

/** Tag and length of a length-delimited field. */
function prefix(fieldNumber: number, length: number): Uint8Array {
  return new BinaryWriter().tag(fieldNumber, WireType.LengthDelimited).uint32(length).finish();
}

function byteLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(byteLength(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    result.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return result;
}
