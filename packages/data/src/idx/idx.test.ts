import { readFileSync } from 'node:fs';
import { isUserError } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import { readIdxBytes, readIdxHeader, readIdxNumbers } from './idx.js';

describe('case D13: int32 labels in two dimensions', () => {
  const caseFile = (name: string) =>
    readFileSync(new URL(`../../../../test/fixtures/cases/D13/${name}`, import.meta.url));
  const bytes = caseFile('labels-idx2-int');
  const expected = JSON.parse(caseFile('expected.json').toString()) as {
    readonly dims: readonly number[];
    readonly first_column: readonly number[];
  };

  test('type and dimensions are honoured, big-endian', () => {
    const { elementType, shape } = readIdxHeader(bytes, 'labels');
    expect(elementType).toBe('int32 (0x0C)');
    expect(shape).toEqual(expected.dims);
    const numbers = Array.from(readIdxNumbers(bytes, 'labels'));
    expect(numbers).toHaveLength(16);
    expect([numbers[0], numbers[8]]).toEqual(expected.first_column);
    expect(numbers.slice(1, 8)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('they are no class labels: refused with both types and shapes named', () => {
    expect(() => readIdxBytes(bytes, 'labels', 1)).toThrow(
      'expected unsigned byte (0x08) with 1 dimension(s), found int32 (0x0C) with 2 (2 x 8)',
    );
  });
});

test('bytes are given as a view of the file', () => {
  const file = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 40, 41);
  const { shape, elements } = readIdxBytes(file, 'file', 2);
  expect(shape).toEqual([1, 2]);
  expect(Array.from(elements)).toEqual([40, 41]);
  expect(elements.buffer).toBe(file.buffer);
});

test('every element type is read', () => {
  const read = (...bytes: number[]) =>
    Array.from(
      readIdxNumbers(Uint8Array.of(0, 0, bytes[0]!, 1, 0, 0, 0, 1, ...bytes.slice(1)), 'file'),
    );
  expect(read(0x08, 255)).toEqual([255]);
  expect(read(0x09, 255)).toEqual([-1]);
  expect(read(0x0b, 255, 254)).toEqual([-2]);
  expect(read(0x0d, 0x3f, 0x80, 0, 0)).toEqual([1]);
  expect(read(0x0e, 0xc0, 0, 0, 0, 0, 0, 0, 0)).toEqual([-2]);
});

test.each([
  ['nothing at all', [], 'found nothing'],
  ['a gzip file', [0x1f, 0x8b, 8, 8], 'found 1f 8b 08 08'],
  ['little-endian bytes', [1, 8, 0, 0], 'found 01 08 00 00'],
  ['an unknown type', [0, 0, 7, 1, 0, 0, 0, 0], 'found 00 00 07 01'],
  ['a cut header', [0, 0, 8, 3, 0, 0, 0, 1], 'expected 16 bytes for 3 dimensions, found 8'],
  [
    'missing elements',
    [0, 0, 8, 1, 0, 0, 0, 3, 1, 2],
    'expected 11 bytes for 3 of unsigned byte, found 10',
  ],
  [
    'extra elements',
    [0, 0, 8, 1, 0, 0, 0, 1, 1, 2],
    'expected 9 bytes for 1 of unsigned byte, found 10',
  ],
])('%s is refused', (_what, bytes, found) => {
  let error: unknown;
  try {
    readIdxHeader(Uint8Array.from(bytes), 'the-file');
  } catch (caught) {
    error = caught;
  }
  if (!isUserError(error)) expect.unreachable('a UserError was expected');
  expect(error.problem).toContain('the-file');
  expect(error.problem).toContain(found);
});
