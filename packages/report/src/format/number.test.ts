import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsFor, formatNumber } from './number.js';

describe('formatNumber', () => {
  it.each([
    [3.5812, '3.58'],
    [92.46, '92.5'],
    [0.01234, '0.0123'],
    [9.996, '10.0'],
    [1203.7, '1\u202f204'],
    [1234567.8, '1\u202f234\u202f568'],
    [60_000, '60\u202f000'],
    [8, '8'],
    [0, '0'],
    [-1.5, '−1.50'],
    [1.23e-7, '1.23e-7'],
    [-2e-9, '−2.00e-9'],
    [4.2e15, '4.20e+15'],
  ])('prints %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('takes a number of decimals, and another mark for thousands', () => {
    expect(formatNumber(1234.56, { decimals: 1, thousands: ' ' })).toBe('1 234.6');
    expect(formatNumber(5, { digits: 2 })).toBe('5.0');
  });

  it('prints no minus before nothing', () => {
    expect(formatNumber(-0.01, { decimals: 1 })).toBe('0.0');
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d', (value) => {
    expect(() => formatNumber(value)).toThrow(RangeError);
    expect(() => decimalsFor(value)).toThrow(RangeError);
  });

  it('stays within half a unit of the third digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e9, noNaN: true }), (value) => {
        const back = Number(formatNumber(value, { thousands: '' }));
        expect(Math.abs(back - value) / value).toBeLessThanOrEqual(0.00501);
      }),
    );
  });
});
