/** @file Tensors whose values are known at import, and how ONNX stores them. */
import type { Dimension } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { elementCount } from '@convbench/graph';
import { ELEMENT_BYTES, float16FromBits, numbersFromBytes } from '../tensorBytes.js';
import type { ElementType } from '../tensorBytes.js';
import type { ExternalDataReader } from './externalData.js';
import { readExternalTensor } from './externalData.js';
import {
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
} from './onnx_pb.js';
import type { TensorProto } from './onnx_pb.js';

/** Row-major. Integers and booleans may hold the letter N: a dimension that is the batch size. */
export type ConstantTensor =
  | { readonly kind: 'float'; readonly shape: readonly number[]; readonly values: Float32Array }
  | {
      readonly kind: 'integer';
      readonly shape: readonly number[];
      readonly values: readonly Dimension[];
    };

const ELEMENT_TYPES: Readonly<Partial<Record<number, ElementType>>> = {
  [DataType.FLOAT]: 'float32',
  [DataType.UINT8]: 'uint8',
  [DataType.INT8]: 'int8',
  [DataType.UINT16]: 'uint16',
  [DataType.INT16]: 'int16',
  [DataType.INT32]: 'int32',
  [DataType.INT64]: 'int64',
  [DataType.BOOL]: 'bool',
  [DataType.FLOAT16]: 'float16',
  [DataType.DOUBLE]: 'float64',
  [DataType.UINT32]: 'uint32',
  [DataType.UINT64]: 'uint64',
  [DataType.BFLOAT16]: 'bfloat16',
};

/** The element type of an ONNX data type number; undefined for strings, complex numbers and small floats. */
export function elementType(dataType: number): ElementType | undefined {
  return ELEMENT_TYPES[dataType];
}

export function isFloat(type: ElementType): boolean {
  return type.includes('float');
}

/**
 * Values of a stored tensor: floating-point types of any width as float32, from `raw_data`, the typed lists or a file
 * beside the model.
 *
 * @throws UserError when the type is not supported or the data do not fill the shape.
 */
export function constantFromProto(
  tensor: TensorProto,
  readExternal: ExternalDataReader | undefined,
): ConstantTensor {
  const type = elementType(tensor.dataType);
  if (type === undefined) {
    const name = DataType[tensor.dataType] ?? `number ${tensor.dataType}`;
    throw invalidTensor(tensor, `has the element type ${name}, which is not supported`);
  }
  const shape = tensor.dims.map(Number);
  const elements = elementCount(shape);
  if (!shape.every((size) => size >= 0) || !Number.isSafeInteger(elements * 8)) {
    throw invalidTensor(tensor, `has the shape [${shape.join(', ')}]`);
  }
  const numbers = storedNumbers(tensor, type, elements, readExternal);
  if (numbers.length !== elements) {
    throw invalidTensor(
      tensor,
      `has ${numbers.length} values, but its shape [${shape.join(', ')}] needs ${elements}`,
    );
  }
  if (isFloat(type)) {
    const values = numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
    return { kind: 'float', shape, values };
  }
  return { kind: 'integer', shape, values: Array.from(numbers) };
}

function storedNumbers(
  tensor: TensorProto,
  type: ElementType,
  elements: number,
  readExternal: ExternalDataReader | undefined,
): ArrayLike<number> & Iterable<number> {
  const bytes = elements * ELEMENT_BYTES[type];
  if (tensor.dataLocation === DataLocation.EXTERNAL) {
    return numbersFromBytes(type, readExternalTensor(tensor, bytes, readExternal));
  }
  if (tensor.rawData.byteLength > 0) {
    if (tensor.rawData.byteLength !== bytes) {
      throw invalidTensor(
        tensor,
        `has ${tensor.rawData.byteLength} bytes of data, but needs ${bytes}`,
      );
    }
    return numbersFromBytes(type, tensor.rawData);
  }
  switch (type) {
    case 'float32':
      return tensor.floatData;
    case 'float64':
      return tensor.doubleData;
    // Half precision is stored as bit patterns here, not as numbers.
    case 'float16':
      return tensor.int32Data.map((bits) => float16FromBits(bits & 0xffff));
    case 'bfloat16':
      return new Float32Array(Uint32Array.from(tensor.int32Data, (bits) => bits << 16).buffer);
    case 'int64':
      return tensor.int64Data.map(Number);
    case 'uint32':
    case 'uint64':
      return tensor.uint64Data.map(Number);
    case 'bool':
      return tensor.int32Data.map((value) => (value === 0 ? 0 : 1));
    case 'uint8':
    case 'int8':
    case 'uint16':
    case 'int16':
    case 'int32':
      return tensor.int32Data;
  }
}

function invalidTensor(tensor: TensorProto, problem: string): UserError {
  return new UserError(
    'formats',
    `The tensor '${tensor.name}' of the ONNX file ${problem}.`,
    'Check that the file was copied completely, or export the model again.',
  );
}
