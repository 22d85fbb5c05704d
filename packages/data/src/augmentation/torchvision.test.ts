/** Every transform of bytes against torchvision's on the same images. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Interpolation } from '../image/resample.js';
import { adjustBrightness, adjustContrast, adjustSaturation } from './adjustColour.js';
import { adjustHue } from './adjustHue.js';
import { mirrorRows } from './horizontalFlip.js';
import { cutPart } from './randomCrop.js';
import { resizePart } from './randomResizedCrop.js';

type Row = { readonly size: number; readonly channels: number; readonly planes: string } & (
  | { readonly transform: 'crop'; readonly parameters: { top: number; left: number; fill: number } }
  | { readonly transform: 'flip'; readonly parameters: object }
  | {
      readonly transform: 'resizedCrop';
      readonly parameters: {
        top: number;
        left: number;
        height: number;
        width: number;
        interpolation: Interpolation;
      };
    }
  | {
      readonly transform: 'brightness' | 'contrast' | 'saturation';
      readonly parameters: { factor: number };
    }
  | { readonly transform: 'hue'; readonly parameters: { turn: number } }
);
interface Fixture {
  readonly rows: readonly Row[];
  readonly lattice: readonly {
    readonly transform: 'brightness' | 'contrast' | 'saturation' | 'hue';
    readonly argument: number;
    readonly sha256: string;
  }[];
}
const fixture = JSON.parse(
  readFileSync(
    new URL('../../../../test/fixtures/augmentation/torchvision.json', import.meta.url),
    'utf8',
  ),
) as Fixture;

function randomPlanes(size: number, channels: number): Uint8Array {
  let state = 1000 * size + channels;
  return Uint8Array.from({ length: size * size * channels }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function change(image: Uint8Array, row: Row): void {
  const { size, channels } = row;
  switch (row.transform) {
    case 'crop': {
      const { top, left, fill } = row.parameters;
      const target = new Uint8Array(image.length);
      cutPart(image, size, top, left, fill, target);
      return image.set(target);
    }
    case 'flip':
      return mirrorRows(image, size);
    case 'resizedCrop':
      return resizePart(
        image,
        size,
        row.parameters,
        row.parameters.interpolation,
        new Uint8Array(image.length),
      );
    case 'brightness':
      return adjustBrightness(image, row.parameters.factor);
    case 'contrast':
      return adjustContrast(image, channels, row.parameters.factor);
    // Grey images keep theirs; colour jitter leaves them alone.
    case 'saturation':
      return channels === 3 ? adjustSaturation(image, row.parameters.factor) : undefined;
    case 'hue':
      return channels === 3 ? adjustHue(image, row.parameters.turn) : undefined;
  }
}

describe('random images are changed byte for byte as by torchvision', () => {
  test.each(
    fixture.rows.map(
      (row) => [row.transform, row.channels, JSON.stringify(row.parameters), row] as const,
    ),
  )('%s of %i channel(s) %s', (_transform, _channels, _parameters, row) => {
    const image = randomPlanes(row.size, row.channels);
    change(image, row);
    expect(Buffer.from(image).toString('hex')).toBe(row.planes);
  });
});

test.each(fixture.lattice)(
  '$transform $argument changes 140,608 colours as by torchvision',
  ({ transform, argument, sha256 }) => {
    const side = 52;
    const pixels = side ** 3;
    const image = new Uint8Array(3 * pixels);
    for (let i = 0; i < pixels; i++) {
      image[i] = 5 * Math.floor(i / side ** 2);
      image[i + pixels] = 5 * (Math.floor(i / side) % side);
      image[i + 2 * pixels] = 5 * (i % side);
    }
    if (transform === 'brightness') adjustBrightness(image, argument);
    else if (transform === 'contrast') adjustContrast(image, 3, argument);
    else if (transform === 'saturation') adjustSaturation(image, argument);
    else adjustHue(image, argument);
    expect(createHash('sha256').update(image).digest('hex')).toBe(sha256);
  },
);
