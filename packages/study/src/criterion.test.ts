import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeCriterion, verdictOf, type Criterion, type CriterionInput } from './criterion.js';

const criterion = (overrides: Partial<CriterionInput>): Criterion =>
  judgeCriterion({
    name: 'time',
    role: 'decides',
    effect: { value: 1, interval: { low: 0.9, high: 1.1, confidence: 0.95 } },
    unit: '×',
    ...overrides,
  });

describe('judgeCriterion', () => {
  it.each([
    [{ atMost: 1.2 }, 'holds'],
    [{ atMost: 0.8 }, 'fails'],
    [{ atMost: 1 }, 'open'],
    [{ atLeast: 0.5, atMost: 1.2 }, 'holds'],
    [{ atLeast: 1.2 }, 'fails'],
    [{}, 'holds'],
  ] as const)('an interval from 0.9 to 1.1 under %j %s', (region, outcome) => {
    expect(criterion(region).outcome).toBe(outcome);
  });

  it('needs no interval of what follows from the graphs, and cannot tell without one otherwise', () => {
    const effect = { value: 0.5 };
    expect(criterion({ effect, atMost: 1, exact: true }).outcome).toBe('holds');
    expect(criterion({ effect, atMost: 0.4, exact: true }).outcome).toBe('fails');
    expect(criterion({ effect, atMost: 1 }).outcome).toBe('open');
    expect(criterion({ effect: { notMeasured: 'failed' }, exact: true }).outcome).toBe('open');
  });

  it('holds and fails for opposite regions, whatever the interval', () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(number, number, number, (a, b, limit) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const effect = { value: (low + high) / 2, interval: { low, high, confidence: 0.95 } };
        const above = criterion({ effect, atLeast: limit }).outcome;
        const below = criterion({ effect, atMost: limit }).outcome;
        if (above === 'fails') expect(below).toBe('holds');
        if (below === 'fails') expect(above).toBe('holds');
        expect(above === 'open').toBe(low < limit && high >= limit);
      }),
    );
  });
});

describe('verdictOf', () => {
  const of = (...pairs: (readonly [Criterion['role'], Criterion['outcome']])[]) =>
    verdictOf(pairs.map(([role, outcome]) => ({ ...criterion({}), role, outcome })));

  it('needs every deciding criterion, and lets the others limit it', () => {
    expect(of(['decides', 'holds'], ['limits', 'holds'])).toBe('confirmed');
    expect(of(['decides', 'holds'], ['limits', 'fails'])).toBe('confirmed-with-limits');
    expect(of(['decides', 'holds'], ['limits', 'open'])).toBe('confirmed-with-limits');
    expect(of(['decides', 'holds'], ['decides', 'fails'], ['decides', 'open'])).toBe('refuted');
    expect(of(['decides', 'holds'], ['decides', 'open'])).toBe('cannot-tell');
    expect(of(['limits', 'holds'])).toBe('cannot-tell');
    expect(of(['decides', 'holds'], ['presupposes', 'holds'])).toBe('confirmed');
    expect(of(['decides', 'holds'], ['presupposes', 'open'])).toBe('cannot-tell');
    expect(of(['decides', 'fails'], ['presupposes', 'fails'])).toBe('cannot-tell');
  });
});
