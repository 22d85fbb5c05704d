import { describe, expect, it } from 'vitest';
import type { Criterion } from '../criterion.js';
import { effectGlyph } from './effectGlyph.js';

const criterion = (parts: Partial<Criterion>): Criterion => ({
  name: 'time',
  role: 'decides',
  effect: { value: 3, interval: { low: 2, high: 4, confidence: 0.95 } },
  unit: '×',
  exact: false,
  outcome: 'open',
  ...parts,
});

const numbers = (criterion: Criterion, pattern: RegExp) =>
  [...(effectGlyph(criterion) || { text: '' }).text.matchAll(pattern)].flatMap(([, ...found]) =>
    found.map(Number),
  );
const REGION = /<rect class="in" x="([\d.]+)%" width="([\d.]+)%"/g;
const INTERVAL = /<line x1="([\d.]+)%" x2="([\d.]+)%"/g;
const DOT = /<circle cx="([\d.]+)%"/g;

describe('the picture of an effect', () => {
  it('has the interval around the dot, and shades from the bound on', () => {
    const atLeast = criterion({ atLeast: 1 });
    const [from = NaN, width = NaN] = numbers(atLeast, REGION);
    const [low = NaN, high = NaN] = numbers(atLeast, INTERVAL);
    const [dot = NaN] = numbers(atLeast, DOT);
    expect(from).toBeLessThan(low);
    expect(from + width).toBeCloseTo(100, 0);
    expect(dot).toBeCloseTo((low + high) / 2, 0);
  });

  it('shades up to an upper bound, and between two', () => {
    expect(numbers(criterion({ atMost: 3.5 }), REGION)[0]).toBe(0);
    const [from = NaN, width = NaN] = numbers(criterion({ atLeast: 0.9, atMost: 1.1 }), REGION);
    expect(from).toBeGreaterThan(0);
    expect(from + width).toBeLessThan(numbers(criterion({}), INTERVAL)[1] ?? 0);
  });

  it('draws what is exact as a dot alone, zero too, and nothing of what was not measured', () => {
    const exact = effectGlyph(criterion({ effect: { value: 0 }, exact: true, atLeast: 0 }));
    expect(exact).toHaveProperty('text', expect.not.stringContaining('<line'));
    expect(exact).toHaveProperty('text', expect.not.stringContaining('NaN'));
    expect(effectGlyph(criterion({ effect: { notMeasured: 'no GPU' } }))).toBe(false);
  });
});
