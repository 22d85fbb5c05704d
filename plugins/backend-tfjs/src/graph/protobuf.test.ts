import { describe, expect, it } from 'vitest';
import { field, floatField, inPieces, integerField, message, packedField } from './protobuf.js';

const hex = (content: Parameters<typeof inPieces>[0]) =>
  Buffer.concat([...content.parts]).toString('hex');

// The examples of https://protobuf.dev/programming-guides/encoding/.
describe('a message', () => {
  it('holds integers as the encoding guide shows', () => {
    expect(hex(integerField(1, 150))).toBe('089601');
    expect(hex(integerField(1, -2))).toBe('08feffffffffffffffff01');
  });
  it('holds text and messages', () => {
    expect(hex(field(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(field(3, message(integerField(1, 150))))).toBe('1a03089601');
  });
  it('holds packed integers', () => {
    expect(hex(packedField(6, [3, 270, 86942]))).toBe('3206038e029ea705');
  });
  it('holds floats, lowest byte first', () => {
    expect(hex(floatField(4, 1))).toBe('250000803f');
  });
  it('knows its length', () => {
    const content = message(field(2, 'testing'), field(3, Uint8Array.of(1, 2)), field(4, ''));
    expect(content.byteLength).toBe(hex(content).length / 2);
  });
});

describe('inPieces', () => {
  it('gives all bytes, joining small parts', () => {
    const content = message(...Array.from({ length: 50 }, (_, i) => field(1, `${i}`)));
    const pieces = [...inPieces(content, 40)];
    expect(pieces.length).toBeLessThan(10);
    expect(Buffer.concat(pieces).toString('hex')).toBe(hex(content));
  });
});
