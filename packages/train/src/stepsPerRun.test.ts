import { describe, expect, it } from 'vitest';
import { StepsPerRun } from './stepsPerRun.js';

/** The counts of so many runs on a device on which the first run takes `first` seconds more. */
function counts(runs: number, carrySeconds: number, stepSeconds: number, first = 0, most = 32) {
  const steps = new StepsPerRun();
  return Array.from({ length: runs }, (_, run) => {
    const count = Math.min(most, steps.count);
    steps.record(count, carrySeconds + count * stepSeconds + (run === 0 ? first : 0));
    return count;
  });
}

describe('StepsPerRun', () => {
  it('doubles while a run stays below half a second', () => {
    expect(counts(7, 0, 0.005)).toEqual([1, 1, 2, 4, 8, 16, 32]);
    expect(counts(6, 0, 0.1)).toEqual([1, 1, 2, 4, 5, 5]);
  });

  it('stays at the steps that fit into the time of three, however long they are', () => {
    expect(counts(6, 0, 2)).toEqual([1, 1, 2, 3, 3, 3]);
  });

  it('takes many steps where carrying the state takes longer than they do', () => {
    const many = counts(12, 0.45, 0.03);
    expect(many.at(-1)).toBeGreaterThanOrEqual(28);
    expect(0.45 + 0.03 * (many.at(-1) as number)).toBeLessThanOrEqual(3 * 0.48 + 0.03);
  });

  it('is not misled by a first run that prepares the device', () => {
    expect(counts(6, 0, 0.1, 20)).toEqual(counts(6, 0, 0.1));
  });

  it('keeps its count over a run that was cut short, and lowers it when runs become slow', () => {
    const steps = new StepsPerRun();
    for (const count of [1, 1, 2, 4, 8]) steps.record(count, count * 0.01);
    expect(steps.count).toBe(16);
    steps.record(3, 0.03);
    expect(steps.count).toBe(16);
    steps.record(16, 1);
    expect(steps.count).toBe(8);
  });
});
