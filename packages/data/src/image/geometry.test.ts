import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { centreCrop, shorterSideSize } from './geometry.js';

interface CaseD17 {
  readonly rows: readonly {
    readonly w: number;
    readonly h: number;
    readonly resized: readonly number[];
    readonly crop_left_top: readonly number[];
  }[];
  readonly center_crop: readonly { readonly size: number; readonly torchvision_left: number }[];
}

describe('case D17: sizes and crops are rounded as torchvision rounds them', () => {
  const file = new URL('../../../../test/fixtures/cases/D17/expected.json', import.meta.url);
  const { rows, center_crop } = JSON.parse(readFileSync(file, 'utf8')) as CaseD17;

  test.each(rows)('$w x $h to the shorter side 256, then 224 px of the middle', (row) => {
    const resized = shorterSideSize({ width: row.w, height: row.h }, 256);
    expect([resized.width, resized.height]).toEqual(row.resized);
    const { left, top, width, height } = centreCrop(resized, 224);
    expect([left, top]).toEqual(row.crop_left_top);
    expect([width, height]).toEqual([224, 224]);
  });

  test.each(center_crop)('224 px of $size px', ({ size, torchvision_left }) => {
    expect(centreCrop({ width: size, height: size }, 224).left).toBe(torchvision_left);
  });
});
