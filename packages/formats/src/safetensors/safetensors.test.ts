import { readFileSync } from 'node:fs';
import { UserError } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';
import type { SafetensorsTensor } from './safetensors.js';

const fixture = (path: string): Uint8Array =>
  readFileSync(new URL(`../../../../test/fixtures/cases/${path}`, import.meta.url));

function file(header: unknown, data: readonly number[] = []): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const name = fc.string({ unit: 'binary' }).filter((text) => text !== '__metadata__');
const tensor: fc.Arbitrary<SafetensorsTensor> = fc
  .array(fc.nat({ max: 4 }), { maxLength: 4 })
  .chain((shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return fc.record({
      shape: fc.constant(shape),
      data: fc.float32Array({ minLength: length, maxLength: length }),
    });
  });
const tensors = fc.array(fc.tuple(name, tensor)).map((entries) => new Map(entries));
const metadata = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));

const bits = ({ data }: SafetensorsTensor): number[] => [
  ...new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
];

describe('encodeSafetensors and decodeSafetensors', () => {
  it('give back every tensor bit by bit, and the metadata', () => {
    fc.assert(
      fc.property(tensors, metadata, (given, notes) => {
        const decoded = decodeSafetensors(encodeSafetensors(given, notes));
        expect([...decoded.tensors.keys()].sort()).toEqual([...given.keys()].sort());
        for (const [key, { shape }] of given) {
          expect(decoded.tensors.get(key)?.shape).toEqual(shape);
          expect(bits(decoded.tensors.get(key)!)).toEqual(bits(given.get(key)!));
        }
        expect(Object.entries(decoded.metadata).sort()).toEqual(Object.entries(notes).sort());
      }),
    );
  });

  it('make the same bytes whatever the order of the entries', () => {
    fc.assert(
      fc.property(tensors, metadata, (given, notes) => {
        const reversed = Object.fromEntries(Object.entries(notes).reverse());
        const again = encodeSafetensors(new Map([...given].reverse()), reversed);
        expect(again).toEqual(encodeSafetensors(given, notes));
      }),
    );
  });

  it('align the data to 8 bytes', () => {
    const bytes = encodeSafetensors(new Map([['x', { shape: [1], data: Float32Array.of(7) }]]));
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerLength % 8).toBe(0);
    expect(new Float32Array(bytes.buffer, 8 + headerLength)).toEqual(Float32Array.of(7));
  });

  it('refuse to write data that do not fill their shape', () => {
    const wrong = new Map([['w', { shape: [2, 2], data: new Float32Array(3) }]]);
    expect(() => encodeSafetensors(wrong)).toThrow(/'w' of shape \[2, 2\] and 3 values/);
  });
});

describe('decodeSafetensors', () => {
  it('reads tensors at odd offsets, in another order than listed, of several types (case W07)', () => {
    const expected = JSON.parse(new TextDecoder().decode(fixture('W07/expected.json')));
    // An odd offset in the buffer on top of that.
    const original = fixture('W07/unaligned.safetensors');
    const shifted = new Uint8Array(original.length + 1);
    shifted.set(original, 1);
    const { tensors: read, metadata: notes } = decodeSafetensors(shifted.subarray(1));
    expect([...read.get('f')!.data]).toEqual(expected.f);
    expect([...read.get('bf')!.data]).toEqual(expected.bf);
    expect([...read.get('h')!.data]).toEqual(expected.h);
    expect([...read.get('n')!.data]).toEqual([expected.n]);
    expect(read.get('n')!.shape).toEqual([]);
    expect(notes).toEqual({ note: 'unaligned' });
  });

  it('refuses tensors whose bytes do not go with their shape, by name (case W07)', () => {
    expect(() => decodeSafetensors(fixture('W07/overlap.safetensors'))).toThrow(
      /gives 'b' 4 bytes, but its shape \[4\] needs 16/,
    );
  });

  it('refuses overlaps, holes and bytes behind the end', () => {
    const at = (begin: number, end: number): object => ({
      dtype: 'U8',
      shape: [end - begin],
      data_offsets: [begin, end],
    });
    const data = [1, 2, 3, 4];
    expect(() => decodeSafetensors(file({ b: at(1, 4), a: at(0, 2) }, data))).toThrow(
      /'b' over the bytes of 'a'/,
    );
    expect(() => decodeSafetensors(file({ a: at(0, 1), b: at(2, 4) }, data))).toThrow(
      /bytes before 'b' unused/,
    );
    expect(() => decodeSafetensors(file({ a: at(0, 2) }, data))).toThrow(/2 bytes behind/);
    expect(() => decodeSafetensors(file({ a: at(0, 5) }, data))).toThrow(/bytes 0 to 5 of 4/);
  });

  it('refuses a header that is longer than the file without allocating it', () => {
    const bytes = file({});
    for (const length of [2n ** 64n - 1n, 2n ** 40n, BigInt(bytes.length)]) {
      new DataView(bytes.buffer).setBigUint64(0, length, true);
      expect(() => decodeSafetensors(bytes)).toThrow(`header has ${length} bytes, but only 2`);
    }
  });

  it.each([
    ['no JSON', '{', /no JSON/],
    ['no object', '[]', /no JSON object/],
    ['an unknown type', { a: { dtype: 'F8_E4M3', shape: [0], data_offsets: [0, 0] } }, /F8_E4M3/],
    ['a negative size', { a: { dtype: 'F32', shape: [-1], data_offsets: [0, 0] } }, /shape \[-1\]/],
    ['a size of text', { a: { dtype: 'F32', shape: '3', data_offsets: [0, 0] } }, /shape "3"/],
    ['no offsets', { a: { dtype: 'F32', shape: [0] } }, /offsets undefined/],
    ['metadata that are numbers', { __metadata__: { a: 1 } }, /metadata/],
    ['an entry that is null', { a: null }, /type undefined/],
  ])('refuses %s', (_, header, message) => {
    expect(() => decodeSafetensors(file(header))).toThrow(message);
    expect(() => decodeSafetensors(file(header))).toThrow(UserError);
  });

  it('reads every type of the format', () => {
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    const read = (dtype: string, width: number): number => {
      const header = { x: { dtype, shape: [], data_offsets: [0, width] } };
      return decodeSafetensors(file(header, [...bytes.subarray(0, width)])).tensors.get('x')!
        .data[0]!;
    };
    view.setFloat64(0, -0.5, true);
    expect(read('F64', 8)).toBe(-0.5);
    view.setBigInt64(0, -3n, true);
    expect(read('I64', 8)).toBe(-3);
    expect([read('I32', 4), read('I16', 2), read('I8', 1)]).toEqual([-3, -3, -3]);
    expect([read('U32', 4), read('U16', 2), read('U8', 1)]).toEqual([2 ** 32, 65533, 253]);
    expect(read('U64', 8)).toBe(2 ** 64);
    expect(read('BOOL', 1)).toBe(1);
  });

  it('answers any damaged file with a UserError or other tensors, never a crash', () => {
    const original = fixture('W07/unaligned.safetensors');
    fc.assert(
      fc.property(
        fc.nat({ max: original.length }),
        fc.nat({ max: original.length - 1 }),
        fc.nat({ max: 255 }),
        (end, at, value) => {
          const damaged = new Uint8Array(original.subarray(0, end));
          if (at < end) damaged[at] = value;
          try {
            decodeSafetensors(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
      { numRuns: 500 },
    );
    for (let end = 0; end < original.length; end++) {
      expect(() => decodeSafetensors(original.subarray(0, end))).toThrow(UserError);
    }
  });
});
