import { describe, expect, it } from 'vitest';
import { firstOf, percent } from './wording.js';

describe('percent', () => {
  it('has one digit after the point, or as many as it is told', () => {
    expect(percent(0.9251)).toBe('92.5 %');
    expect(percent(0.5)).toBe('50.0 %');
    expect(percent(0.5, { decimals: 0 })).toBe('50 %');
  });

  it('has significant digits without zeros at the end', () => {
    expect(percent(1 / 3, { digits: 3 })).toBe('33.3 %');
    expect(percent(0.95, { digits: 6 })).toBe('95 %');
    expect(percent(12.34, { digits: 2 })).toBe('1200 %');
  });

  it('is rough: fractions of a percent matter only where there are few', () => {
    expect(
      [0, 0.004, 0.034, 0.05, 0.0996, 0.1, 0.346, 1.5].map((each) => percent(each, 'rough')),
    ).toEqual(['0 %', '0.4 %', '3.4 %', '5 %', '10 %', '10 %', '35 %', '150 %']);
  });

  it('says what is no number', () => {
    expect(percent(NaN, { digits: 2 })).toBe('NaN %');
  });
});

describe('firstOf', () => {
  it('names all where they are few, and counts the rest', () => {
    expect(firstOf([])).toBe('');
    expect(firstOf(['a', 'b'], 2)).toBe('a, b');
    expect(firstOf(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  });

  it('puts another separator before the count as well', () => {
    expect(firstOf(['a', 'b', 'c'], 2, '; ')).toBe('a; b; and 1 more');
    expect(firstOf(['a', 'b', 'c'], 2, '\n')).toBe('a\nb\nand 1 more');
  });
});
