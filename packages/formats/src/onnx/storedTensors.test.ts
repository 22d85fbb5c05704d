import { UserError } from '@convbench/spec';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { modelWithTensor } from '../../../../test/support/onnxModels.js';
import { interpret } from '@convbench/graph';
import { decodeOnnx } from './decode.js';
import type { TensorProtoSchema } from './onnx_pb.js';
import {
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
} from './onnx_pb.js';

describe('stored tensors', () => {
  const values = (tensor: MessageInitShape<typeof TensorProtoSchema>, options = {}): number[] => {
    const { graph, weights } = decodeOnnx(modelWithTensor(tensor), options);
    return [...interpret(graph, weights, [0, 0, 0], 1)];
  };

  it.each([
    ['float_data', { dataType: DataType.FLOAT, floatData: [1, -2, 0.5] }],
    ['double_data', { dataType: DataType.DOUBLE, doubleData: [1, -2, 0.5] }],
    [
      'raw doubles',
      {
        dataType: DataType.DOUBLE,
        rawData: new Uint8Array(Float64Array.of(1, -2, 0.5).buffer),
      },
    ],
    ['bfloat16 bits', { dataType: DataType.BFLOAT16, int32Data: [0x3f80, 0xc000, 0x3f00] }],
    ['half bits', { dataType: DataType.FLOAT16, int32Data: [0x3c00, 0xc000, 0x3800] }],
  ])('give their values from %s', (_, tensor) => {
    expect(values(tensor)).toEqual([1, -2, 0.5]);
  });

  it.each([
    ['too few values', { dataType: DataType.FLOAT, floatData: [1] }, /has 1 values.*needs 3/],
    [
      'too few bytes',
      { dataType: DataType.FLOAT, rawData: new Uint8Array(4) },
      /4 bytes.*needs 12/,
    ],
    ['strings', { dataType: DataType.STRING }, /element type STRING/],
    ['a type of the future', { dataType: 99 }, /element type number 99/],
    ['a negative shape', { dataType: DataType.FLOAT, dims: [-3n] }, /shape \[-3\]/],
    [
      'a shape beyond all memory',
      { dataType: DataType.FLOAT, dims: [2n ** 40n, 2n ** 40n] },
      /has the shape/,
    ],
  ])('are refused with %s', (_, tensor, message) => {
    expect(() => values(tensor)).toThrow(message);
    expect(() => values(tensor)).toThrow(UserError);
  });

  const external = (entries: Record<string, string>) => ({
    dataType: DataType.FLOAT,
    dataLocation: DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, text]) => ({ key, value: text })),
  });

  it('ask a reader for their bytes', () => {
    const readExternalData = (location: string, offset: number, length?: number): Uint8Array => {
      expect([location, offset, length]).toEqual(['sub/w.bin', 4, 12]);
      return new Uint8Array(Float32Array.of(7, 8, 9).buffer);
    };
    const tensor = external({ location: 'sub/w.bin', offset: '4', length: '12' });
    expect(values(tensor, { readExternalData })).toEqual([7, 8, 9]);
  });

  it.each([
    '../w.bin',
    'a/../../w.bin',
    '..',
    '.',
    '',
    '/etc/passwd',
    'C:\\w.bin',
    'c:w.bin',
    '\\\\host\\w.bin',
    '..\\w.bin',
    'a\\..\\..\\w.bin',
    'w\0.bin',
  ])('are not looked for in %j', (location) => {
    const readExternalData = (): Uint8Array => expect.unreachable();
    expect(() => values(external({ location }), { readExternalData })).toThrow(
      /outside of the model's folder/,
    );
  });

  it.each([
    [{ location: 'w', offset: '-4' }, /offset '-4'/],
    [{ location: 'w', offset: '1e3' }, /offset '1e3'/],
    [{ location: 'w', length: '8' }, /needs 12 bytes.* says 8/],
  ])('are refused with the entry %j', (entries, message) => {
    const readExternalData = (): Uint8Array => expect.unreachable();
    expect(() => values(external(entries), { readExternalData })).toThrow(message);
  });

  it('are looked for in every folder that is given', () => {
    expect(() => values(external({ location: 'w' }), { directory: ['one', 'two'] })).toThrow(
      /'w'.*one.*two/,
    );
  });
});
