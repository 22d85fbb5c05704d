import { describeLayers, staticCost } from '@convbench/graph';
import { describe, expect, test } from 'vitest';
import plugin from './nin.js';

const build = (options: object) => plugin.build('nin', plugin.options.parse(options));

function mapSizes(options: object): Record<string, readonly number[]> {
  const rows = describeLayers(build(options));
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
