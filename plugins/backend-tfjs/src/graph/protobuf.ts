/** @file Writes Protocol Buffers messages, without copying large parts. */

/** Bytes in pieces. */
export interface Encoded {
  readonly parts: readonly Uint8Array[];
  readonly byteLength: number;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

export function message(...fields: readonly Encoded[]): Encoded {
  return {
    parts: fields.flatMap(({ parts }) => parts),
    byteLength: fields.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
}

/** A field whose value is a message, text or bytes. */
export function field(number: number, value: Encoded | Uint8Array | string): Encoded {
  const content = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  const header = [...varint(tag(number, LENGTH_DELIMITED)), ...varint(content.byteLength)];
  const parts = 'parts' in content ? content.parts : [content];
  return encoded([Uint8Array.from(header), ...parts]);
}

/** A field whose value is an integer, an enumeration's member, or a truth value. */
export function integerField(number: number, value: number | boolean): Encoded {
  return encoded([Uint8Array.from([...varint(tag(number, VARINT)), ...varint(Number(value))])]);
}

export function floatField(number: number, value: number): Encoded {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return encoded([Uint8Array.from([...varint(tag(number, FIXED32)), ...bytes])]);
}

/** A field with many integers in one piece. */
export function packedField(number: number, values: readonly number[]): Encoded {
  return field(number, Uint8Array.from(values.flatMap(varint)));
}

/** All parts of up to `pieceBytes` each, joined: few pieces to write to a file. */
export function* inPieces(content: Encoded, pieceBytes = 2 ** 24): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for (const part of content.parts) {
    waiting.push(part);
    size += part.byteLength;
    if (size < pieceBytes) continue;
    yield waiting.length === 1 ? part : Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (waiting.length > 0) yield Buffer.concat(waiting);
}

function encoded(parts: readonly Uint8Array[]): Encoded {
  return { parts, byteLength: parts.reduce((sum, { byteLength }) => sum + byteLength, 0) };
}

function tag(number: number, wireType: number): number {
  return number * 8 + wireType;
}

/** Seven bits a byte, the lowest first; negative numbers as 64-bit two's complement. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 128);
  } while (rest !== 0n);
  return bytes;
}
