/** @file Tensors as PyTorch stores them: windows with strides into storages that they may share. */
import { elementCount } from '@convbench/graph';
import { ELEMENT_BYTES, numbersFromBytes } from '../tensorBytes.js';
import type { ElementType } from '../tensorBytes.js';
import { damaged } from './damaged.js';

export interface Storage {
  readonly type: ElementType;
  readonly key: string;
  /** Number of elements that the pickle says; what the file holds is checked when it is read. */
  readonly elements: number;
  /** Of the storage that this is a part of, in its elements. */
  readonly offset: number;
}

export interface StridedTensor {
  readonly storage: Storage;
  /** All three in elements of the storage. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** PyTorch's classes of storages; those of complex and quantised numbers hold nothing that a network here takes. */
export const STORAGE_TYPES: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['torch.FloatStorage', 'float32'],
  ['torch.HalfStorage', 'float16'],
  ['torch.BFloat16Storage', 'bfloat16'],
  ['torch.DoubleStorage', 'float64'],
  ['torch.LongStorage', 'int64'],
  ['torch.IntStorage', 'int32'],
  ['torch.ShortStorage', 'int16'],
  ['torch.CharStorage', 'int8'],
  ['torch.ByteStorage', 'uint8'],
  ['torch.BoolStorage', 'bool'],
]);

/** A tensor whose strides repeat values may be this much larger than its storage, or of this many elements. */
const MOST_REPEATS = 64;
const SMALL_ELEMENTS = 2 ** 20;

/**
 * Holds what all tensors of a file ask for against what the file has: each may repeat values and share its storage.
 *
 * @throws UserError where a small file would fill the memory.
 */
export function checkRepeats(
  tensors: Iterable<StridedTensor>,
  readStorage: (tensor: StridedTensor) => Uint8Array,
): void {
  const stored = new Map<string, number>();
  let asked = 0;
  for (const tensor of tensors) {
    const { key, type } = tensor.storage;
    asked += elementCount(tensor.shape);
    if (!stored.has(key)) stored.set(key, readStorage(tensor).byteLength / ELEMENT_BYTES[type]);
  }
  const there = [...stored.values()].reduce((sum, elements) => sum + elements, 0);
  if (asked > Math.max(SMALL_ELEMENTS, MOST_REPEATS * there))
    throw damaged(`has tensors of ${asked} values out of ${Math.floor(there)}`);
}

/**
 * Values of a tensor, row-major, as a float32 copy.
 *
 * @throws UserError when the tensor reaches beyond its storage.
 */
export function stridedValues(
  name: string,
  { storage, offset, shape, strides }: StridedTensor,
  bytes: Uint8Array,
): Float32Array {
  const width = ELEMENT_BYTES[storage.type];
  const elements = elementCount(shape);
  const begin = storage.offset + offset;
  const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), 0);
  const end = elements === 0 ? begin : begin + last + 1;
  if (
    end * width > bytes.byteLength ||
    offset + (elements === 0 ? 0 : last + 1) > storage.elements
  ) {
    throw damaged(
      `has '${name}' of shape [${shape.join(', ')}] reach to element ${end} of a storage of ${Math.floor(bytes.byteLength / width)}`,
    );
  }
  if (elements === 0) return new Float32Array(0);
  if (elements > Math.max(SMALL_ELEMENTS, MOST_REPEATS * storage.elements)) {
    throw damaged(`has '${name}' of shape [${shape.join(', ')}] out of ${storage.elements} values`);
  }
  const numbers = numbersFromBytes(storage.type, bytes.subarray(begin * width, end * width));
  if (isContiguous(shape, strides)) {
    return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  }
  const values = new Float32Array(elements);
  const index = shape.map(() => 0);
  let place = 0;
  for (let i = 0; i < elements; i++) {
    values[i] = numbers[place] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      const next = (index[axis] as number) + 1;
      place += stride;
      if (next < (shape[axis] as number)) {
        index[axis] = next;
        break;
      }
      index[axis] = 0;
      place -= stride * next;
    }
  }
  return values;
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}
