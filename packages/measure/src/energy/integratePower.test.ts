import { readFileSync } from 'node:fs';
import { isMeasured, type Measured } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integratePower, powerReadings } from './integratePower.js';

const caseM08 = new URL('../../../../test/fixtures/cases/M08/', import.meta.url);
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, caseM08), 'utf8')) as T;

function value(figure: Measured): number {
  if (!isMeasured(figure)) throw new Error(figure.notMeasured);
  return figure.value;
}

describe('integratePower', () => {
  it('integrates uneven samples by trapezoids (case M08)', () => {
    const power = read<{
      timesMs: number[];
      watts: number[];
      idleWatts: number;
      windowMs: [number, number];
    }>('power.json');
    const expected = read<{ trapezoid_joules: number; above_idle_joules: number }>('expected.json');
    const samples = power.timesMs.map((timeMs, i) => ({ timeMs, watts: power.watts[i]! }));
    const [fromMs, toMs] = power.windowMs;
    const joules = value(integratePower(samples, { fromMs, toMs }));
    expect(joules).toBeCloseTo(expected.trapezoid_joules, 9);
    const idle = (power.idleWatts * (toMs - fromMs)) / 1000;
    expect(joules - idle).toBeCloseTo(expected.above_idle_joules, 9);
  });

  it('interpolates at the ends of the stretch', () => {
    const ramp = [0, 400, 1000].map((timeMs) => ({ timeMs, watts: timeMs / 10 }));
    expect(value(integratePower(ramp, { fromMs: 200, toMs: 600 }))).toBeCloseTo(0.4 * 40, 9);
  });

  it('adds up over neighbouring stretches, and lies between least and most power', () => {
    const samples = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 500 })), {
        minLength: 4,
        maxLength: 40,
      })
      .map((steps) => {
        let timeMs = 0;
        return steps.map(([gap, watts]) => ({ timeMs: (timeMs += gap), watts }));
      });
    fc.assert(
      fc.property(samples, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (points, part) => {
        const [fromMs, toMs] = [points[0]!.timeMs, points.at(-1)!.timeMs];
        const middle = fromMs + part * (toMs - fromMs);
        const joules = (a: number, b: number) =>
          value(integratePower(points, { fromMs: a, toMs: b }));
        expect(joules(fromMs, middle) + joules(middle, toMs)).toBeCloseTo(joules(fromMs, toMs), 6);
        const watts = points.map((point) => point.watts);
        const mean = joules(fromMs, toMs) / ((toMs - fromMs) / 1000);
        expect(mean).toBeGreaterThanOrEqual(Math.min(...watts) - 1e-9);
        expect(mean).toBeLessThanOrEqual(Math.max(...watts) + 1e-9);
      }),
    );
  });

  it('does without readings far beyond the ends', () => {
    const samples = [-9000, 100, 500, 900, 9000].map((timeMs) => ({ timeMs, watts: 100 }));
    expect(integratePower(samples, { fromMs: 0, toMs: 1000 })).toEqual({ value: 100 });
  });

  it('guesses nothing over silence', () => {
    const samples = [0, 100, 2600, 2700].map((timeMs) => ({ timeMs, watts: 100 }));
    expect(integratePower(samples, { fromMs: 0, toMs: 2700 })).toEqual({
      notMeasured: 'the power meter was silent for 2.5 s',
    });
    expect(integratePower(samples, { fromMs: 2600, toMs: 9000 })).toEqual({
      notMeasured: 'the power meter was silent for 6.3 s',
    });
    expect(integratePower([], { fromMs: 0, toMs: 10 })).toEqual({
      notMeasured: 'the power meter gave no reading in that time',
    });
    expect(integratePower(samples, { fromMs: 5, toMs: 5 })).toHaveProperty('notMeasured');
  });
});

describe('powerReadings', () => {
  it('names the error of means over the last second, and calls them an estimate', () => {
    const samples = Array.from({ length: 60 }, (_, i) => ({
      timeMs: 100 * i,
      watts: i < 12 ? 100 : 200,
    }));
    const averaged = powerReadings(samples, true);
    const window = { fromMs: 2000, toMs: 5000 };
    expect(averaged).toMatchObject({ estimated: true, shortestMs: 3000 });
    // 50 J of half a second of 100 W, of 600 J.
    expect(averaged.method(window)).toContain('may be wrong by 8.3 %');
    const instant = powerReadings(samples, false);
    expect(instant.estimated).toBe(false);
    expect(instant.method(window)).toMatch(/^trapezoids .* of the moment, .* wrong by 0 %$/);
    expect(value(instant.joules(window))).toBeCloseTo(600, 9);
  });

  it('names the error of what readings of the moment miss between them', () => {
    // Alternately idle and at work: every second reading alone gives all of the one, or of the other.
    const samples = Array.from({ length: 40 }, (_, i) => ({
      timeMs: 100 * i,
      watts: i % 2 === 0 ? 100 : 300,
    }));
    const { method } = powerReadings(samples, false);
    expect(method({ fromMs: 500, toMs: 3500 })).toContain('may be wrong by 100 %');
    // Of two readings no second way to integrate is left.
    expect(powerReadings(samples.slice(0, 2), false).method({ fromMs: 0, toMs: 100 })).toMatch(
      /each of the moment$/,
    );
  });
});
