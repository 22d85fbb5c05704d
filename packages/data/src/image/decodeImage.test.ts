import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeImage, type DecodeRules } from './decodeImage.js';

const asTorchvision: DecodeRules = { rotate: 'stored', transparency: 'keep' };
const caseFile = (path: string) =>
  readFileSync(new URL(`../../../../test/fixtures/cases/${path}`, import.meta.url));
const decode = (path: string, rules: Partial<DecodeRules> = {}) =>
  decodeImage(caseFile(path), { ...asTorchvision, ...rules });

/** Means of the channels over the rows from `first` to before `last`. */
function rowMeans(image: { width: number; rgb: Uint8Array }, first: number, last: number) {
  const part = image.rgb.subarray(first * image.width * 3, last * image.width * 3);
  return [0, 1, 2].map((channel) => {
    const values = part.filter((_, i) => i % 3 === channel);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

const pixels = ({ rgb }: { rgb: Uint8Array }) =>
  Array.from({ length: rgb.length / 3 }, (_, i) => Array.from(rgb.subarray(3 * i, 3 * i + 3)));

describe('case D01: EXIF orientation 6', () => {
  test('stored as it lies in the file, and said to be turned', async () => {
    const image = await decode('D01/orientation6.jpg');
    expect([image.width, image.height]).toEqual([16, 8]);
    expect(image.traits.rotated).toBe(true);
    // Left red, right blue.
    expect(pixels(image)[0]).toEqual([254, 0, 0]);
    expect(pixels(image)[15]).toEqual([0, 0, 254]);
  });

  test('upright when asked', async () => {
    const image = await decode('D01/orientation6.jpg', { rotate: 'upright' });
    expect([image.width, image.height]).toEqual([8, 16]);
    expect(rowMeans(image, 0, 8)).toEqual([254, 0, 0]);
    expect(rowMeans(image, 8, 16)).toEqual([0, 0, 254]);
    expect(image.traits.rotated).toBe(true);
  });
});

test('case D02: an inverted CMYK JPEG is red in three channels, exactly as in Pillow', async () => {
  const image = await decode('D02/cmyk_red.jpg');
  expect(image.rgb.length).toBe(image.width * image.height * 3);
  expect(rowMeans(image, 0, image.height)).toEqual([255, 0, 0]);
  expect(image.traits.cmyk).toBe(true);
});

describe('case D04: transparency', () => {
  const opaque = [
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
  ];
  test.each([
    ['keep', [255, 0, 0]],
    ['black', [0, 0, 0]],
    ['white', [255, 255, 255]],
  ] as const)('%s gives the transparent pixel %j', async (transparency, first) => {
    const image = await decode('D04/palette_trns.png', { transparency });
    expect(pixels(image)).toEqual([first, ...opaque]);
    expect(image.traits.transparent).toBe(true);
  });

  test('grey with alpha becomes three channels', async () => {
    const image = await decode('D04/grey_alpha.png');
    expect(pixels(image)).toEqual([
      [200, 200, 200],
      [200, 200, 200],
    ]);
  });
});

test.each(['gif', 'webp'])('case D05: of an animated %s the first frame', async (extension) => {
  const image = await decode(`D05/three_frames.${extension}`);
  expect([image.width, image.height]).toEqual([6, 4]);
  expect(rowMeans(image, 0, 4)).toEqual([255, 0, 0]);
  expect(image.traits.animated).toBe(true);
});

test('an ordinary grey image has none of these traits', async () => {
  const image = await decode('D16/stripes32.png');
  expect(pixels(image).slice(0, 2)).toEqual([
    [255, 255, 255],
    [0, 0, 0],
  ]);
  expect(Object.values(image.traits)).not.toContain(true);
});

test.each([1, 3] as const)('16 bits in %i channel(s) keep their upper eight', async (channels) => {
  const values = Uint16Array.from({ length: 4 * channels }, (_, i) => 0x1234 + 0x0f0f * i);
  const png = await sharp(values, { raw: { width: 2, height: 2, channels } })
    .toColourspace(channels === 1 ? 'grey16' : 'rgb16')
    .png()
    .toBuffer();
  const image = await decodeImage(png, asTorchvision);
  expect(image.traits.sixteenBit).toBe(true);
  const expected = Array.from(values, (value) => value >> 8);
  expect(Array.from(image.rgb)).toEqual(
    channels === 3 ? expected : expected.flatMap((value) => [value, value, value]),
  );
});

test('an embedded colour profile does not change the values', async () => {
  const rgb = Uint8Array.of(200, 30, 90, 5, 250, 128);
  const raw = sharp(rgb, { raw: { width: 2, height: 1, channels: 3 } });
  const png = await raw.withIccProfile('p3', { attach: true }).png().toBuffer();
  expect((await sharp(png).metadata()).icc).toBeDefined();
  const stored = await sharp(png, { ignoreIcc: true }).raw().toBuffer();
  const image = await decodeImage(png, asTorchvision);
  expect(Array.from(image.rgb)).toEqual(Array.from(stored));
});

describe('refused with a reason:', () => {
  const jpeg = caseFile('D01/orientation6.jpg');
  const png = caseFile('D16/stripes32.png');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>');
  test.each([
    ['text', Buffer.from('this is no image'), /unsupported image format/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['a cut JPEG', jpeg.subarray(0, jpeg.length - 40), /./],
    ['a cut PNG', png.subarray(0, 60), /./],
    ['a drawing', svg, /svg/],
  ])('%s', async (_what, file, reason) => {
    await expect(decodeImage(file, asTorchvision)).rejects.toThrow(reason);
  });
});
