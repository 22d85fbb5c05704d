import { dataError } from '../dataError.js';

/** Element types of the IDX format by their code; multi-byte elements are big-endian. */
const ELEMENT_TYPES = {
  0x08: {
    name: 'unsigned byte',
    bytes: 1,
    read: (view: DataView, at: number) => view.getUint8(at),
  },
  0x09: { name: 'signed byte', bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  0x0b: { name: 'int16', bytes: 2, read: (view: DataView, at: number) => view.getInt16(at) },
  0x0c: { name: 'int32', bytes: 4, read: (view: DataView, at: number) => view.getInt32(at) },
  0x0d: { name: 'float32', bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at) },
  0x0e: { name: 'float64', bytes: 8, read: (view: DataView, at: number) => view.getFloat64(at) },
} as const;
type ElementCode = keyof typeof ELEMENT_TYPES;

export interface IdxHeader {
  /** As a message prints it: 'int32 (0x0C)'. */
  readonly elementType: string;
  readonly elementCode: number;
  readonly shape: readonly number[];
  readonly headerBytes: number;
}

const REMEDY = 'Use a complete IDX file as the data set publishes it.';

/**
 * Reads the header: two zero bytes, the element type, the number of dimensions, then each as a big-endian uint32.
 * Throws a `UserError` for anything else and for a file that is longer or shorter than its header says.
 */
export function readIdxHeader(bytes: Uint8Array, file: string): IdxHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0'));
  const elementCode = bytes[2] ?? -1;
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || !(elementCode in ELEMENT_TYPES)) {
    throw dataError(
      `${file} is no IDX file: expected it to begin with 00 00, an element type from 08 to 0e and a number of dimensions, found ${magic.join(' ') || 'nothing'}.`,
      REMEDY,
    );
  }
  const dimensions = bytes[3] as number;
  const headerBytes = 4 + 4 * dimensions;
  if (bytes.length < headerBytes) {
    throw dataError(
      `${file} is cut off in its header: expected ${headerBytes} bytes for ${dimensions} dimensions, found ${bytes.length}.`,
      REMEDY,
    );
  }
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const type = ELEMENT_TYPES[elementCode as ElementCode];
  const expected = headerBytes + shape.reduce((product, size) => product * size, type.bytes);
  if (bytes.length !== expected) {
    throw dataError(
      `${file} has the wrong length: expected ${expected} bytes for ${shape.join(' x ')} of ${type.name}, found ${bytes.length}.`,
      REMEDY,
    );
  }
  const code = elementCode.toString(16).toUpperCase().padStart(2, '0');
  return { elementType: `${type.name} (0x${code})`, elementCode, shape, headerBytes };
}

/** All elements in row-major order. Throws what `readIdxHeader` throws. */
export function readIdxNumbers(bytes: Uint8Array, file: string): Float64Array {
  const { elementCode, headerBytes } = readIdxHeader(bytes, file);
  const type = ELEMENT_TYPES[elementCode as ElementCode];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: (bytes.length - headerBytes) / type.bytes }, (_, i) =>
    type.read(view, headerBytes + i * type.bytes),
  );
}

/**
 * The elements of a file that holds unsigned bytes in the asked number of dimensions, without a copy. Class labels
 * are never guessed from another type or shape: such a file is a `UserError` that names both.
 */
export function readIdxBytes(
  bytes: Uint8Array,
  file: string,
  dimensions: number,
): { readonly shape: readonly number[]; readonly elements: Uint8Array } {
  const { elementCode, elementType, shape, headerBytes } = readIdxHeader(bytes, file);
  if (elementCode !== 0x08 || shape.length !== dimensions) {
    throw dataError(
      `${file} holds the wrong kind of data: expected unsigned byte (0x08) with ${dimensions} dimension(s), found ${elementType} with ${shape.length} (${shape.join(' x ')}).`,
      REMEDY,
    );
  }
  return { shape, elements: bytes.subarray(headerBytes) };
}
