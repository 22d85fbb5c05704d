/** @file The safetensors format: a JSON header, then the values of all tensors, little-endian. */
import type { Shape } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { elementCount } from '@convbench/graph';
import { ELEMENT_BYTES, littleEndianBytes, numbersFromBytes } from '../tensorBytes.js';
import type { ElementType } from '../tensorBytes.js';

export interface SafetensorsTensor {
  readonly shape: Shape;
  /** Row-major. */
  readonly data: Float32Array;
}

export interface Safetensors {
  /** In the order of their bytes in the file. */
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const METADATA = '__metadata__';
const LENGTH_BYTES = 8;

/** The format's names of element types; its 8-bit floats are not supported. */
const ELEMENT_TYPES: ReadonlyMap<unknown, ElementType> = new Map<unknown, ElementType>([
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['F64', 'float64'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U64', 'uint64'],
  ['U32', 'uint32'],
  ['U16', 'uint16'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

/**
 * The bytes of a safetensors file, tensors as F32 sorted by name and aligned to 8 bytes: the same content always gives
 * the same bytes.
 *
 * @throws RangeError when the data of a tensor do not fill its shape, or a tensor has the name that is kept for the
 *   metadata.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, SafetensorsTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries: [string, unknown][] = [];
  const keys = Object.keys(metadata).sort();
  if (keys.length > 0) {
    entries.push([METADATA, Object.fromEntries(keys.map((key) => [key, metadata[key]]))]);
  }
  let end = 0;
  for (const [name, { shape, data }] of sorted) {
    if (name === METADATA || data.length !== elementCount(shape)) {
      throw new RangeError(
        `cannot store '${name}' of shape [${shape.join(', ')}] and ${data.length} values`,
      );
    }
    const begin = end;
    end += data.byteLength;
    entries.push([name, { dtype: 'F32', shape, data_offsets: [begin, end] }]);
  }
  // Written entry by entry: an object would sort names that look like numbers to the front.
  const json = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const header = new TextEncoder().encode(`{${json.join(',')}}`);
  const headerLength = Math.ceil(header.byteLength / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength);
  bytes.set(header, LENGTH_BYTES);
  let offset = LENGTH_BYTES + headerLength;
  for (const [, { data }] of sorted) {
    bytes.set(littleEndianBytes(data), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * All tensors of a safetensors file as float32 copies, wherever they begin and in whatever order they are listed;
 * integers and doubles that float32 cannot hold are rounded.
 *
 * @throws UserError when the file is cut off or its header does not describe its bytes: every byte must belong to
 *   exactly one tensor.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const header = readHeader(bytes);
  const values = bytes.subarray(LENGTH_BYTES + header.byteLength);
  let metadata: Readonly<Record<string, string>> = {};
  const entries: TensorEntry[] = [];
  for (const [name, value] of Object.entries(header.json)) {
    if (name === METADATA) metadata = checkedMetadata(value);
    else entries.push(checkedEntry(name, value, values.byteLength));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCoverage(entries, values.byteLength);
  const tensors = new Map<string, SafetensorsTensor>();
  for (const { name, type, shape, begin, end } of entries) {
    const numbers = numbersFromBytes(type, values.subarray(begin, end));
    const data = numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}

interface TensorEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
  /** Counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

function readHeader(bytes: Uint8Array): { json: object; byteLength: number } {
  if (bytes.byteLength < LENGTH_BYTES) {
    throw damaged(`has ${bytes.byteLength} bytes, fewer than the length of its header takes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stated = view.getBigUint64(0, true);
  const rest = bytes.byteLength - LENGTH_BYTES;
  if (stated > BigInt(rest)) {
    throw damaged(`says that its header has ${stated} bytes, but only ${rest} follow`);
  }
  const byteLength = Number(stated);
  const header = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + byteLength);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header));
  } catch (cause) {
    throw damaged(`has a header that is no JSON (${(cause as Error).message})`, { cause });
  }
  if (!isRecord(json)) throw damaged('has a header that is no JSON object');
  return { json, byteLength };
}

function checkedMetadata(value: unknown): Record<string, string> {
  if (!isRecord(value) || !Object.values(value).every((text) => typeof text === 'string')) {
    throw damaged('has metadata that are no strings by name');
  }
  return value as Record<string, string>;
}

function checkedEntry(name: string, value: unknown, available: number): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  const type = ELEMENT_TYPES.get(dtype);
  if (type === undefined) {
    const supported = [...ELEMENT_TYPES.keys()].join(', ');
    throw new UserError(
      'formats',
      `The tensor '${name}' of the safetensors file has the type ${JSON.stringify(dtype)}.`,
      `Convert it to one of ${supported}.`,
    );
  }
  if (!areSizes(shape)) throw damaged(`gives '${name}' the shape ${JSON.stringify(shape)}`);
  if (!areSizes(offsets) || offsets.length !== 2) {
    throw damaged(`gives '${name}' the offsets ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > available) {
    throw damaged(`puts '${name}' at bytes ${begin} to ${end} of ${available}`);
  }
  const needed = elementCount(shape) * ELEMENT_BYTES[type];
  if (needed !== end - begin) {
    throw damaged(
      `gives '${name}' ${end - begin} bytes, but its shape [${shape.join(', ')}] needs ${needed}`,
    );
  }
  return { name, type, shape, begin, end };
}

function checkCoverage(sorted: readonly TensorEntry[], available: number): void {
  let covered = 0;
  let previous = '';
  for (const { name, begin, end } of sorted) {
    if (begin < covered) throw damaged(`puts '${name}' over the bytes of '${previous}'`);
    if (begin > covered) throw damaged(`leaves bytes before '${name}' unused`);
    covered = end;
    previous = name;
  }
  if (covered < available) throw damaged(`has ${available - covered} bytes behind its last tensor`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areSizes(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((size) => typeof size === 'number' && Number.isSafeInteger(size) && size >= 0)
  );
}

function damaged(problem: string, options?: { readonly cause: unknown }): UserError {
  return new UserError(
    'formats',
    `The safetensors file ${problem}.`,
    'Check that the file is complete, or save it again.',
    options,
  );
}
