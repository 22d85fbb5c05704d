import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededGenerator } from '../seededGenerator.js';
import { drawWindow, randomResizedCrop } from './randomResizedCrop.js';

const random = (seed: number) => seededGenerator('test', seed);

describe('parts', () => {
  const range = (min: number, max: number) =>
    fc
      .tuple(fc.double({ min, max, noNaN: true }), fc.double({ min, max, noNaN: true }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

  test('lie in the image, whatever is asked for', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 300 }),
        range(0.001, 1),
        range(0.1, 10),
        (seed, size, scale, ratio) => {
          const { left, top, width, height } = drawWindow(random(seed), size, scale, ratio);
          expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
          expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
          expect(left + width).toBeLessThanOrEqual(size);
          expect(top + height).toBeLessThanOrEqual(size);
        },
      ),
    );
  });

  test('have area and shape of the asked ranges, but for whole pixels', () => {
    for (let seed = 0; seed < 500; seed++) {
      const { width, height } = drawWindow(random(seed), 1000, [0.2, 0.6], [0.5, 2]);
      expect((width * height) / 1e6).toBeGreaterThan(0.199);
      expect((width * height) / 1e6).toBeLessThan(0.602);
      expect(width / height).toBeGreaterThan(0.498);
      expect(width / height).toBeLessThan(2.01);
    }
  });

  test('are spread evenly over areas, over logarithms of shapes and over places', () => {
    const draws = 4000;
    const [areas, shapes, places]: number[][] = [[], [], []];
    for (let seed = 0; seed < draws; seed++) {
      const part = drawWindow(random(seed), 10_000, [0.1, 0.3], [0.5, 2]);
      areas!.push(((part.width * part.height) / 1e8 - 0.1) / 0.2);
      shapes!.push(Math.log2(part.width / part.height) / 2 + 0.5);
      places!.push(part.left / (10_000 - part.width), part.top / (10_000 - part.height));
    }
    for (const values of [areas!, shapes!, places!]) {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
      // Of a uniform number: 1/2 and 1/3; five standard errors.
      expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / values.length));
      expect(Math.abs(square - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / values.length));
    }
  });

  // As torchvision's get_params(image, (1, 1), ratio) gives them.
  test.each([
    [10, [2, 3], { left: 0, top: 2, width: 10, height: 5 }],
    [10, [0.25, 0.3], { left: 3, top: 0, width: 3, height: 10 }],
    [11, [0.4, 0.5], { left: 2, top: 0, width: 6, height: 11 }],
    [1000, [0.2, 5], { left: 0, top: 0, width: 1000, height: 1000 }],
  ] as const)('that fit nowhere are the middle: %i px, shapes %j', (size, ratio, expected) => {
    expect(drawWindow(random(1), size, [1, 1], ratio)).toEqual(expected);
  });
});

test('all of the image is as it was', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 75, maxLength: 75 }), fc.nat(), (image, seed) => {
      const changed = Uint8Array.from(image);
      const form = { inputSize: 5, channels: 3 };
      randomResizedCrop([1, 1], [1, 1], 'bicubic', form)(changed, random(seed));
      expect(changed).toEqual(image);
    }),
  );
});

test('a part of one colour stays of that colour', () => {
  const form = { inputSize: 16, channels: 3 };
  for (const interpolation of ['nearest', 'bilinear', 'bicubic'] as const) {
    const crop = randomResizedCrop([0.08, 1], [3 / 4, 4 / 3], interpolation, form);
    for (let seed = 0; seed < 50; seed++) {
      const image = new Uint8Array(3 * 256).fill(200, 256);
      crop(image, random(seed));
      expect(image).toEqual(new Uint8Array(3 * 256).fill(200, 256));
    }
  }
});
