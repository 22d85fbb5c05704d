import { describeLayers, staticCost } from '@convbench/graph';
import { describe, expect, test } from 'vitest';
import plugin from './nin.js';

const build = (options: object, id = 'nin') => plugin.build(id, plugin.options.parse(options));

function mapSizes(options: object, id?: string): Record<string, readonly number[]> {
  const rows = describeLayers(build(options, id));
  return Object.fromEntries(rows.map(({ name, outputShape }) => [name, outputShape]));
}

describe('nin', () => {
  test('small stem: half the resolution after the first layer', () => {
    const sizes = mapSizes({ stem: 'small', inputSize: 32 });
    expect(sizes['block1/conv1']).toEqual([96, 16, 16]);
    expect([sizes.pool1, sizes.pool2, sizes.pool3]).toEqual([
      [96, 7, 7],
      [256, 3, 3],
      [384, 1, 1],
    ]);
    expect(sizes.logits).toEqual([10]);
  });

  test('small stem: the third pool rounds up, so that 28 px work', () => {
    const sizes = mapSizes({ stem: 'small', inputSize: 28 });
    expect([sizes.pool2, sizes.pool3]).toEqual([
      [256, 2, 2],
      [384, 1, 1],
    ]);
  });

  test('a class more is a map more in each of the last three convolutions', () => {
    const [ten, eleven] = [10, 11].map((classes) => staticCost(build({ classes })));
    // 3x3 over 384 maps, two 1x1 over the class maps, three biases.
    const added = 384 * 9 + 2 * (11 * 11 - 10 * 10) + 3;
    expect(eleven!.trainableParameters - ten!.trainableParameters).toBe(added);
  });

  test.each([
    ['imagenet', 67],
    ['small', 21],
  ] as const)('%s stem: %i px is the smallest input', (stem, smallest) => {
    expect(() => build({ stem, inputSize: smallest })).not.toThrow();
    for (const inputSize of [1, smallest - 1])
      expect(() => build({ stem, inputSize })).toThrow(
        new RegExp(
          `^\\[convbench\\] \\[arch-nin\\] nin with the ${stem} stem cannot take images of ` +
            `${inputSize}x${inputSize} pixels: .* Set inputSize to ${smallest} or more\\.$`,
        ),
      );
  });
});

describe('nin-imagenet', () => {
  test.each([
    [{ inputSize: 224 }, 27, 13, 6],
    [{ inputSize: 32, stem: 'small' }, 8, 4, 2],
  ])('%j: its pools round up', (options, ...sides) => {
    const sizes = mapSizes(options, 'nin-imagenet');
    expect([sizes.pool1, sizes.pool2, sizes.pool3]).toEqual([
      [96, sides[0], sides[0]],
      [256, sides[1], sides[1]],
      [384, sides[2], sides[2]],
    ]);
  });

  test('makes class maps from 1024 channels', () => {
    const sizes = mapSizes({ classes: 7 }, 'nin-imagenet');
    expect(sizes['classes/conv2']).toEqual([1024, 6, 6]);
    expect(sizes['classes/conv3']).toEqual([7, 6, 6]);
  });

  test('names the smallest input', () => {
    expect(() => build({ inputSize: 20 }, 'nin-imagenet')).toThrow(
      /nin-imagenet with the imagenet stem .* Set inputSize to \d+ or more\.$/,
    );
  });
});
