import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededGenerator } from '../seededGenerator.js';
import { clearSquare, cutout } from './cutout.js';

const clearedRows = (size: number, row: number, column: number, squareSize: number) => {
  const planes = new Float32Array(2 * size * size).fill(1);
  clearSquare(planes, size, row, column, squareSize);
  const rows = Array.from({ length: 2 * size }, (_, y) =>
    Array.from(planes.subarray(y * size, (y + 1) * size)).join(''),
  );
  expect(rows.slice(size)).toEqual(rows.slice(0, size));
  return rows.slice(0, size);
};

test('clears a square around its centre in every channel', () => {
  expect(clearedRows(5, 2, 1, 3)).toEqual(['11111', '00011', '00011', '00011', '11111']);
  // As in the authors' code: from centre - half to before centre + half.
  expect(clearedRows(5, 2, 2, 2)).toEqual(['11111', '10011', '10011', '11111', '11111']);
});

test('is cut off at the border', () => {
  expect(clearedRows(4, 0, 3, 3)).toEqual(['1100', '1100', '1111', '1111']);
  expect(clearedRows(3, 1, 1, 99)).toEqual(['000', '000', '000']);
});

test('clears what lies in the square and nothing else', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.nat(8),
      fc.nat(8),
      fc.integer({ min: 1, max: 12 }),
      (size, row, column, squareSize) => {
        const rows = clearedRows(size, row % size, column % size, squareSize);
        rows.forEach((values, y) =>
          Array.from(values).forEach((value, x) => {
            const inside = [y - (row % size), x - (column % size)].every(
              (offset) =>
                offset >= -Math.floor(squareSize / 2) && offset < Math.ceil(squareSize / 2),
            );
            expect(value).toBe(inside ? '0' : '1');
          }),
        );
      },
    ),
  );
});

test('has its centre at any pixel alike', () => {
  const [size, draws] = [3, 9000];
  const counts = new Array<number>(9).fill(0);
  for (let i = 0; i < draws; i++) {
    const image = new Float32Array(9).fill(1);
    cutout(1, { inputSize: size, channels: 1 })(image, seededGenerator('test', i));
    counts[image.indexOf(0)]!++;
  }
  const tolerance = 5 * Math.sqrt((draws * 8) / 81);
  for (const count of counts) expect(Math.abs(count - draws / 9)).toBeLessThan(tolerance);
});
