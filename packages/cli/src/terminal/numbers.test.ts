import { expect, it } from 'vitest';
import { bytes, duration, grouped, millions } from './numbers.js';

it('says durations in the two units that matter', () => {
  expect([0.4, 59.6, 75, 3599, 4000].map(duration)).toEqual([
    '0 s',
    '1 min 0 s',
    '1 min 15 s',
    '59 min 59 s',
    '1 h 6 min',
  ]);
});

it('says sizes in decimal units', () => {
  expect([12, 1500, 31_500_000, 2_340_000_000].map(bytes)).toEqual([
    '12 B',
    '1.5 kB',
    '31.5 MB',
    '2.34 GB',
  ]);
});

it('groups and shortens counts', () => {
  expect(grouped(1234567)).toBe('1,234,567');
  expect(millions(107_999_560)).toBe('108 M');
});
