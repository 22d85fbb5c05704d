import { describe, expect, it } from 'vitest';
import { integers, minutes, oneOf, share, size } from './flagParsers.js';

describe('a flag reads', () => {
  it('lists, with spaces and commas, also given several times', () => {
    expect(integers('1,2 4', [8])).toEqual([8, 1, 2, 4]);
    expect(() => integers('1,0')).toThrow('positive integer');
    const choose = oneOf(['latency', 'server']);
    expect(choose('server,latency')).toEqual(['server', 'latency']);
    expect(() => choose('batch')).toThrow('latency, server');
  });

  it.each([
    ['2GB', 2e9],
    ['512 MiB', 512 * 2 ** 20],
    ['1.5GiB', 1.5 * 2 ** 30],
  ])('the size %s', (text, bytes) => {
    expect(size(text)).toBe(bytes);
  });

  it.each([
    ['30', 30],
    ['90s', 1.5],
    ['2 h', 120],
    ['5min', 5],
  ])('the time %s', (text, expected) => {
    expect(minutes(text)).toBe(expected);
  });

  it.each([
    ['5%', 0.05],
    ['0.05', 0.05],
    ['2.5 %', 0.025],
  ])('the part %s', (text, expected) => {
    expect(share(text)).toBeCloseTo(expected, 12);
  });

  it('nothing that has no sense', () => {
    for (const text of ['2', '2TB', '-1GB', '0MB', '']) expect(() => size(text)).toThrow('2GB');
    for (const text of ['0', 'soon', '5 days']) expect(() => minutes(text)).toThrow('90s');
    for (const text of ['0', '100%', '5', 'x']) expect(() => share(text)).toThrow('5%');
  });
});
