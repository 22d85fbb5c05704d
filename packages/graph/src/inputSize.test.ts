import { isUserError } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import { graphBuilder } from './builder.js';
import { buildForInputSize } from './inputSize.js';

function build(size: number) {
  const b = graphBuilder({ name: 'pools', channels: 1, height: size, width: size });
  const first = b.maxPool('first', b.input, { kernel: 3, stride: 2 });
  return b.build(b.maxPool('second', first, { kernel: 4, stride: 2 }));
}

describe('buildForInputSize', () => {
  test('builds what fits', () => {
    expect(buildForInputSize('arch-pools', 'Pools', 9, build).input.shape).toEqual(['N', 1, 9, 9]);
  });

  test('names the smallest size that works', () => {
    try {
      buildForInputSize('arch-pools', 'Pools', 4, build);
      expect.unreachable();
    } catch (error) {
      if (!isUserError(error)) throw error;
      expect(error.message).toBe(
        "[convbench] [arch-pools] Pools cannot take images of 4x4 pixels: The 4x4 window of MaxPool 'second' " +
          'does not fit on its 1x1 map. Set inputSize to 9 or more.',
      );
    }
  });

  test('passes on mistakes that no size mends', () => {
    const broken = (size: number) => {
      const b = graphBuilder({ name: 'broken', channels: 1, height: size, width: size });
      return b.build(b.linear('linear', b.input, { features: 1 }));
    };
    expect(() => buildForInputSize('arch-broken', 'Broken', 4, broken)).toThrow(/needs matrices/);
    const hopeless = () => build(2);
    expect(() => buildForInputSize('arch-pools', 'Pools', 2, hopeless)).toThrow(/does not fit/);
  });
});
