import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asCost, standings } from './paretoFront.js';

const range = (value: number, half = 0) => ({ value, low: value - half, high: value + half });
const offer = (gain: number, cost: number, gainHalf = 0, costHalf = 0) => [
  asCost(range(gain, gainHalf)),
  range(cost, costHalf),
];

describe('standings', () => {
  it('puts who is beaten in nothing on the front', () => {
    expect(standings([offer(3, 3), offer(2, 2), offer(1, 1), offer(1, 2)])).toEqual([
      'front',
      'front',
      'front',
      'beaten',
    ]);
  });

  it('leaves open what the intervals leave open', () => {
    expect(standings([offer(0.92, 1, 0.005), offer(0.915, 2, 0.005)])).toEqual(['front', 'maybe']);
    expect(standings([offer(0.92, 1, 0.005), offer(0.9, 2, 0.005)])).toEqual(['front', 'beaten']);
    expect(standings([offer(0.92, 1, 0, 0.6), offer(0.9, 1.5, 0, 0.1)])).toEqual([
      'front',
      'maybe',
    ]);
  });

  it('counts every respect', () => {
    const cheap = [range(1), range(2), range(3)];
    expect(
      standings([cheap, [range(1), range(2), range(4)], [range(9), range(9), range(2)]]),
    ).toEqual(['front', 'beaten', 'front']);
  });

  it('keeps equals together', () => {
    expect(standings([offer(1, 1), offer(1, 1)])).toEqual(['front', 'front']);
    expect(standings([])).toEqual([]);
  });

  it('holds against the definition: on the front if and only if nobody is as good in both and better in one', () => {
    const value = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 12 }), (pairs) => {
        const result = standings(pairs.map(([gain, cost]) => offer(gain, cost)));
        for (const [index, [gain, cost]] of pairs.entries()) {
          const beaten = pairs.some(([g, c]) => (g > gain && c <= cost) || (g >= gain && c < cost));
          expect(result[index]).toBe(beaten ? 'beaten' : 'front');
        }
      }),
    );
  });
});
