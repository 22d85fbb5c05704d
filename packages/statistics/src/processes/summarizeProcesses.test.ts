import { isMeasured, type Measured } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws } from '../../../../test/support/draws.js';
import { summarizeProcesses } from './summarizeProcesses.js';

const of = (...values: number[]) => values.map((value) => ({ median: { value } }));
const options = { seed: 1 };

function intervalOf(figure: Measured): { low: number; high: number } {
  if (!isMeasured(figure) || figure.interval === undefined) throw new Error('no interval');
  return figure.interval;
}

describe('summarizeProcesses', () => {
  it('takes the interval of three processes from Student, on logarithms', () => {
    // scipy: m = log([10, 10.1, 10.3]); exp(stats.t.interval(0.95, 2, m.mean(), stats.sem(m)))
    const { figure, intervalSource, processes } = summarizeProcesses(of(10, 10.1, 10.3), options);
    expect(figure).toMatchObject({ value: 10.1 });
    expect(intervalOf(figure).low).toBeCloseTo(9.7609836, 6);
    expect(intervalOf(figure).high).toBeCloseTo(10.51829828, 6);
    expect({ intervalSource, processes }).toEqual({ intervalSource: 'student-t', processes: 3 });
  });

  it('calls the interval of one process what it is', () => {
    const median = { value: 5, interval: { low: 4.9, high: 5.1, confidence: 0.95 } };
    expect(summarizeProcesses([{ median, samples: [4.9, 5, 5, 5.1, 5.2] }], options)).toEqual({
      figure: median,
      intervalSource: 'within-process',
      processes: 1,
      spreadBetween: {
        notMeasured: 'one process: the spread between processes needs at least two',
      },
      spreadWithin: { value: expect.closeTo(0.1 / 1.349 / 5, 12) },
    });
    expect(summarizeProcesses(of(5), options)).toMatchObject({
      figure: { value: 5 },
      intervalSource: 'none',
    });
  });

  it('does not take two processes that agree by chance for certainty', () => {
    const median = { value: 5, interval: { low: 4.9, high: 5.1, confidence: 0.95 } };
    const { figure } = summarizeProcesses([{ median }, { median }], options);
    const { low, high } = intervalOf(figure);
    // Twelve standard errors over the root of two, where the normal interval has two.
    expect(Math.log(high / low) / 2).toBeCloseTo(((12.706 / 1.96) * 0.02) / Math.SQRT2, 4);
  });

  it('resamples processes and samples where there are enough', () => {
    const { normal } = draws(2);
    const processes = Array.from({ length: 15 }, () => {
      const level = 10 * Math.exp(0.02 * normal());
      const samples = Array.from({ length: 50 }, () => level * Math.exp(0.01 * normal()));
      return { median: { value: level }, samples };
    });
    const summary = summarizeProcesses(processes, options);
    expect(summary.intervalSource).toBe('hierarchical-bootstrap');
    expect(intervalOf(summary.figure).low).toBeLessThan(10.1);
    expect(intervalOf(summary.figure).high).toBeGreaterThan(9.9);
    expect(summary.spreadWithin).toEqual({ value: expect.closeTo(0.01, 2) });
    expect(summary.spreadBetween).toEqual({ value: expect.closeTo(0.0259, 4) });
    const medians = processes.map(({ median }) => ({ median }));
    expect(summarizeProcesses(medians, options).intervalSource).toBe('student-t');
  });

  it('covers the true median with two, three and five processes as often as it says', () => {
    for (const processes of [2, 3, 5]) {
      const { normal } = draws(processes);
      let covered = 0;
      for (let trial = 0; trial < 1000; trial += 1) {
        const values = Array.from({ length: processes }, () => 10 * Math.exp(0.02 * normal()));
        const { low, high } = intervalOf(summarizeProcesses(of(...values), options).figure);
        if (low <= 10 && 10 <= high) covered += 1;
      }
      expect(covered / 1000, `${processes} processes`).toBeGreaterThan(0.93);
      expect(covered / 1000, `${processes} processes`).toBeLessThan(0.97);
    }
  });

  it('scales with the unit, and holds the figure in its interval for up to seven processes', () => {
    const values = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), {
      minLength: 2,
      maxLength: 7,
    });
    fc.assert(
      fc.property(values, fc.double({ min: 0.001, max: 1000, noNaN: true }), (medians, unit) => {
        const { figure } = summarizeProcesses(of(...medians), options);
        if (!isMeasured(figure) || figure.interval === undefined) return;
        // Equal but for rounding, they may be quite equal in another unit.
        fc.pre(Math.max(...medians) > Math.min(...medians) * (1 + 1e-9));
        const scaled = summarizeProcesses(of(...medians.map((each) => each * unit)), options);
        const interval = intervalOf(scaled.figure);
        expect(interval.low / (figure.interval.low * unit)).toBeCloseTo(1, 8);
        expect(interval.high / (figure.interval.high * unit)).toBeCloseTo(1, 8);
        expect(figure.interval.low).toBeLessThanOrEqual(figure.value);
        expect(figure.interval.high).toBeGreaterThanOrEqual(figure.value);
      }),
    );
  });

  it('leaves out what was not measured, and never gives NaN (case S03)', () => {
    const failed = { median: { notMeasured: 'it was killed' } };
    expect(summarizeProcesses([failed, failed], options)).toMatchObject({
      figure: { notMeasured: 'it was killed' },
      intervalSource: 'none',
      processes: 0,
    });
    expect(summarizeProcesses([], options).figure).toEqual({
      notMeasured: 'no process measured it',
    });
    expect(summarizeProcesses([failed, ...of(3, 4)], options)).toMatchObject({
      figure: { value: 3.5 },
      processes: 2,
    });
    const same = { median: { value: 1 }, samples: [1, 1, 1, 1] };
    expect(summarizeProcesses([same, same, same], options)).toEqual({
      figure: { value: 1 },
      intervalSource: 'none',
      processes: 3,
      spreadBetween: { value: 0 },
      spreadWithin: { notMeasured: expect.stringContaining('does not resolve') },
    });
    expect(summarizeProcesses(of(0, 2), options)).toMatchObject({
      figure: { value: 1 },
      intervalSource: 'none',
      spreadBetween: { notMeasured: 'the figure is not positive' },
    });
  });
});
