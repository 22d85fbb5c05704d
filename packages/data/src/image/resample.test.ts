import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeImage } from './decodeImage.js';
import { makeResampler, type Interpolation, type Window } from './resample.js';

const caseFile = (path: string) =>
  readFileSync(new URL(`../../../../test/fixtures/cases/${path}`, import.meta.url));

interface PillowRow {
  readonly interpolation: Interpolation;
  readonly source: readonly [width: number, height: number];
  readonly resized: readonly [width: number, height: number];
  readonly window?: readonly [left: number, top: number, width: number, height: number];
  readonly planes: string;
}
const { rows } = JSON.parse(caseFile('D16/pillow-resize.json').toString()) as { rows: PillowRow[] };

function randomImage(width: number, height: number): Uint8Array {
  let state = 1000 * width + height;
  return Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

describe('resizes random images bit for bit as Pillow does', () => {
  test.each(rows.map((row) => [row.interpolation, row.source, row.resized, row] as const))(
    '%s %j to %j',
    (interpolation, [sourceWidth, sourceHeight], [width, height], row) => {
      const [left, top, windowWidth, windowHeight] = row.window ?? [0, 0, width, height];
      const window: Window = { left, top, width: windowWidth, height: windowHeight };
      const resample = makeResampler(
        interpolation,
        3,
        { width: sourceWidth, height: sourceHeight },
        { width, height },
        window,
      );
      const target = new Uint8Array(3 * windowWidth * windowHeight);
      resample(randomImage(sourceWidth, sourceHeight), 0, target, 0);
      expect(Buffer.from(target).toString('hex')).toBe(row.planes);
    },
  );
});

describe('case D16: every fourth of 32 columns is white', () => {
  const shrink = async (interpolation: Interpolation) => {
    const { rgb } = await decodeImage(caseFile('D16/stripes32.png'), {
      rotate: 'stored',
      transparency: 'keep',
    });
    const target = new Uint8Array(3 * 64);
    const [from, to] = [
      { width: 32, height: 32 },
      { width: 8, height: 8 },
    ];
    makeResampler(interpolation, 3, from, to)(rgb, 0, target, 0);
    return Array.from(target.subarray(0, 8));
  };

  test('bilinear is antialiased', async () => {
    expect(await shrink('bilinear')).toEqual([73, 64, 64, 64, 64, 64, 64, 46]);
  });

  test('nearest is what loses the stripes', async () => {
    expect(await shrink('nearest')).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

test('reads and writes at the offsets, and nothing else', () => {
  const source = Uint8Array.of(9, 9, 10, 20, 30, 40, 9);
  const target = new Uint8Array(5).fill(7);
  const size = { width: 2, height: 1 };
  makeResampler('bilinear', 2, size, { width: 1, height: 1 })(source, 2, target, 1);
  expect(Array.from(target)).toEqual([7, 20, 30, 7, 7]);
});
