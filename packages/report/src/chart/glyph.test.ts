import { expect, it } from 'vitest';
import { glyph, glyphScale } from './glyph.js';

const ranges = [
  { low: 1, high: 10 },
  { low: 50, high: 100 },
];

it('shares a scale among figures, linear and log', () => {
  expect(glyphScale(ranges, 'linear')?.(100)).toBeCloseTo(97);
  expect(glyphScale(ranges, 'log')?.(10)).toBeCloseTo(50);
});

it('compares nothing where there is nothing to compare', () => {
  expect(glyphScale(ranges.slice(1), 'log')).toBe(undefined);
  expect(
    glyphScale(
      [
        { low: 2, high: 2 },
        { low: 2, high: 2 },
      ],
      'log',
    ),
  ).toBe(undefined);
  expect(
    glyphScale(
      [
        { low: 0, high: 2 },
        { low: 1, high: 2 },
      ],
      'log',
    ),
  ).toBe(undefined);
});

it('draws an interval only where there is one', () => {
  const scale = (value: number) => value;
  expect(glyph({ value: 5, low: 5, high: 5 }, scale).text).not.toContain('<line');
  expect(glyph({ value: 5, low: 4, high: 7 }, scale).text).toContain('x1="4%" x2="7%"');
});
