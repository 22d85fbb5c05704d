/** @file The zip archives that PyTorch writes: names and bytes of their entries. */
import { inflateRawSync } from 'node:zlib';
import { damaged } from './damaged.js';

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const LARGEST_COMMENT = 0xffff;
const IN_ZIP64 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

/** Trained weights hardly get smaller; a small file must not fill the memory. */
export const mostUnpacked = (packedBytes: number): number => Math.max(2 ** 26, 32 * packedBytes);

/** Entries by name, read when asked for. */
export interface ZipArchive {
  readonly names: readonly string[];
  /** Bytes of an entry, undefined where there is none of that name: a view where it is not compressed. */
  read(name: string): Uint8Array | undefined;
}

interface Entry {
  readonly method: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Of the local header. */
  readonly offset: number;
}

/** @throws UserError when the archive is cut off or damaged; reading an entry may throw too. */
export function openZip(bytes: Uint8Array): ZipArchive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(view, bytes);
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      return entry === undefined ? undefined : readEntry(view, bytes, name, entry);
    },
  };
}

function readDirectory(view: DataView, bytes: Uint8Array): ReadonlyMap<string, Entry> {
  const { start, count } = findDirectory(view);
  const entries = new Map<string, Entry>();
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== CENTRAL) {
      throw damaged('is an archive with a damaged list of entries');
    }
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    const nameEnd = at + 46 + nameLength;
    if (nameEnd + extraLength > view.byteLength) throw damaged('is an archive that is cut off');
    const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd));
    const [unpacked, packed, offset] = sizes(view, at, nameEnd, extraLength);
    entries.set(name, {
      method: view.getUint16(at + 10, true),
      compressedBytes: packed,
      bytes: unpacked,
      offset,
    });
    at = nameEnd + extraLength + commentLength;
  }
  return entries;
}

function findDirectory(view: DataView): { readonly start: number; readonly count: number } {
  const lowest = Math.max(0, view.byteLength - END_LENGTH - LARGEST_COMMENT);
  for (let at = view.byteLength - END_LENGTH; at >= lowest; at--) {
    if (view.getUint32(at, true) !== END) continue;
    const count = view.getUint16(at + 10, true);
    const start = view.getUint32(at + 16, true);
    const locator = at - 20;
    if (locator >= 0 && view.getUint32(locator, true) === END_64_LOCATOR) {
      const place = whole(view.getBigUint64(locator + 8, true));
      if (place + 56 <= view.byteLength && view.getUint32(place, true) === END_64) {
        return {
          count: whole(view.getBigUint64(place + 32, true)),
          start: whole(view.getBigUint64(place + 48, true)),
        };
      }
    }
    return { start, count };
  }
  throw damaged('is an archive without its end: it is cut off');
}

/** Sizes that do not fit into 32 bits stand behind the name, in this order. */
function sizes(
  view: DataView,
  at: number,
  extra: number,
  extraLength: number,
): [unpacked: number, packed: number, offset: number] {
  const stated = [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ];
  for (let field = extra; field + 4 <= extra + extraLength;) {
    const length = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      let place = field + 4;
      stated.forEach((size, index) => {
        if (size !== IN_ZIP64 || place + 8 > field + 4 + length) return;
        stated[index] = whole(view.getBigUint64(place, true));
        place += 8;
      });
    }
    field += 4 + length;
  }
  return stated as [number, number, number];
}

function readEntry(
  view: DataView,
  bytes: Uint8Array,
  name: string,
  { method, compressedBytes, bytes: unpacked, offset }: Entry,
): Uint8Array {
  if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== LOCAL) {
    throw damaged(`is an archive whose entry '${name}' is not where it should be`);
  }
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + compressedBytes > bytes.length) throw damaged(`is cut off within '${name}'`);
  const packed = bytes.subarray(start, start + compressedBytes);
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw damaged(`has '${name}' compressed by the method ${method}`);
  if (unpacked > mostUnpacked(compressedBytes))
    throw damaged(`has '${name}' of ${unpacked} bytes out of ${compressedBytes}`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(unpacked, 1) });
  } catch (cause) {
    throw damaged(`cannot be unpacked: '${name}'`, { cause });
  }
}

function whole(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(`is an archive of ${value} bytes`);
  return Number(value);
}
