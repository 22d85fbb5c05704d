import { describe, expect, it } from 'vitest';
import { float16FromBits, littleEndianBytes, numbersFromBytes } from './tensorBytes.js';

describe('float16FromBits', () => {
  it.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x3800, 0.5],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x83ff, -1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x8000, -0],
  ])('gives %i the value %d', (bits, value) => {
    expect(float16FromBits(bits)).toBe(value);
  });

  it('keeps NaN', () => {
    expect(float16FromBits(0x7e01)).toBeNaN();
  });

  it('is increasing over all positive finite patterns', () => {
    for (let bits = 1; bits < 0x7c00; bits++) {
      expect(float16FromBits(bits)).toBeGreaterThan(float16FromBits(bits - 1));
    }
  });
});

describe('numbersFromBytes', () => {
  it('reads from any offset without touching the original', () => {
    const bytes = Uint8Array.of(99, 0, 0, 128, 63, 0, 0, 0, 192);
    const numbers = numbersFromBytes('float32', bytes.subarray(1));
    expect(numbers).toEqual(Float32Array.of(1, -2));
    numbers[0] = 5;
    expect(bytes[3]).toBe(128);
  });

  it('refuses half an element', () => {
    expect(() => numbersFromBytes('int32', new Uint8Array(5))).toThrow(/no whole number of int32/);
  });
});

describe('littleEndianBytes', () => {
  it('writes the low byte first', () => {
    expect([...littleEndianBytes(Float32Array.of(1))]).toEqual([0, 0, 128, 63]);
    expect([...littleEndianBytes(BigInt64Array.of(-2n))].slice(0, 2)).toEqual([254, 255]);
  });
});
