/** @file Element types of stored tensors: little-endian bytes ↔ numbers. */

export const ELEMENT_BYTES = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  float16: 2,
  bfloat16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  uint64: 8,
  int64: 8,
  float64: 8,
} as const;
export type ElementType = keyof typeof ELEMENT_BYTES;

const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Numbers of little-endian bytes, which may begin at any offset of their buffer: a copy. Floating-point types of up
 * to 32 bits give a Float32Array, every other type a Float64Array (64-bit integers beyond 2^53 are rounded).
 *
 * @throws RangeError when the bytes are no whole number of elements.
 */
export function numbersFromBytes(
  type: ElementType,
  bytes: Uint8Array,
): Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> {
  const width = ELEMENT_BYTES[type];
  if (bytes.byteLength % width !== 0) {
    throw new RangeError(`${bytes.byteLength} bytes are no whole number of ${type} elements`);
  }
  const { buffer } = hostOrder(bytes, width);
  switch (type) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), float16FromBits);
    case 'bfloat16':
      return bfloat16FromBits(new Uint16Array(buffer));
    case 'float64':
      return new Float64Array(buffer);
    case 'bool':
      return Float64Array.from(new Uint8Array(buffer), (value) => (value === 0 ? 0 : 1));
    case 'uint8':
      return Float64Array.from(new Uint8Array(buffer));
    case 'int8':
      return Float64Array.from(new Int8Array(buffer));
    case 'uint16':
      return Float64Array.from(new Uint16Array(buffer));
    case 'int16':
      return Float64Array.from(new Int16Array(buffer));
    case 'uint32':
      return Float64Array.from(new Uint32Array(buffer));
    case 'int32':
      return Float64Array.from(new Int32Array(buffer));
    case 'uint64':
      return Float64Array.from(Array.from(new BigUint64Array(buffer), Number));
    case 'int64':
      return Float64Array.from(Array.from(new BigInt64Array(buffer), Number));
  }
}

/** The bytes of a typed array, little-endian: a view where the machine is little-endian itself. */
export function littleEndianBytes(
  array: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return hostIsLittleEndian || array.BYTES_PER_ELEMENT === 1
    ? bytes
    : hostOrder(bytes, array.BYTES_PER_ELEMENT);
}

/** The value of an IEEE 754 half-precision bit pattern. */
export function float16FromBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function bfloat16FromBits(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const words = Uint32Array.from(bits, (word) => word << 16);
  return new Float32Array(words.buffer);
}

/** A copy at offset 0 of its own buffer, in the byte order of this machine. */
function hostOrder(bytes: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  if (!hostIsLittleEndian) {
    for (let start = 0; start < copy.length; start += width) {
      copy.subarray(start, start + width).reverse();
    }
  }
  return copy;
}
