import { UserError } from '@convbench/spec';
import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { decodeOnnxMessage, encodeOnnxMessage } from './message.js';
import { ModelProtoSchema } from './onnx_pb.js';
import { encodeOnnxModel } from './writer.js';

const model = encodeOnnxModel({
  name: 'small',
  inputs: [{ name: 'x', type: 'float32', shape: ['N', 2] }],
  outputs: [{ name: 'y', type: 'float32', shape: ['N', 2] }],
  nodes: [{ opType: 'Add', inputs: ['x', 'b'], outputs: ['y'] }],
  initializers: [{ name: 'b', type: 'float32', shape: [2], data: [1, -2] }],
});

describe('encodeOnnxMessage', () => {
  it('writes what the protobuf library reads as the same message', () => {
    const decoded = decodeOnnxMessage(model);
    const plain = toBinary(ModelProtoSchema, decoded);
    expect(decodeOnnxMessage(plain)).toEqual(decoded);
    expect(decodeOnnxMessage(encodeOnnxMessage(decoded))).toEqual(decoded);
    expect(encodeOnnxMessage(decoded)).toEqual(model);
  });

  it('keeps fields that the schema does not know, at every level', () => {
    const unknown = (fieldNumber: number): Uint8Array =>
      new BinaryWriter().tag(fieldNumber, WireType.LengthDelimited).string('kept').finish();
    const decoded = decodeOnnxMessage(model);
    const field = (no: number) => ({
      no,
      wireType: WireType.LengthDelimited,
      data: unknown(no).subarray(no < 16 ? 1 : 2),
    });
    decoded.$unknown = [field(30)];
    decoded.graph!.$unknown = [field(16)];
    decoded.graph!.node[0]!.$unknown = [field(9)];
    decoded.graph!.initializer[0]!.$unknown = [field(17)];
    const again = decodeOnnxMessage(encodeOnnxMessage(decoded));
    expect(again).toEqual(decoded);
    expect(again.graph!.initializer[0]!.$unknown).toHaveLength(1);
  });

  it('refuses a model above 2 GB before allocating it', () => {
    const data = new Float32Array(2 ** 24);
    const initializers = Array.from({ length: 33 }, (_, i) => ({
      name: `w${i}`,
      type: 'float32' as const,
      shape: [data.length],
      data,
    }));
    const empty = { name: 'large', nodes: [], inputs: [], outputs: [] };
    expect(() => encodeOnnxModel({ ...empty, initializers })).toThrow(/2\.21 GB.*2\.14 GB at most/);
  });
});

describe('decodeOnnxMessage', () => {
  it('refuses a file that is cut off anywhere', () => {
    for (let end = 0; end < model.length; end++) {
      try {
        const decoded = decodeOnnxMessage(model.subarray(0, end));
        // Cut between two fields of the model there is nothing to see but what is missing.
        expect(decoded.graph).toBeUndefined();
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }
  });

  it.each([
    ['text', new TextEncoder().encode('<html>not found</html>')],
    ['nothing', new Uint8Array()],
    ['a model without a graph', toBinary(ModelProtoSchema, create(ModelProtoSchema))],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeOnnxMessage(bytes)).toThrow(/Check that the file is an \.onnx file/);
  });
});
