import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { summarizeThroughput, throughput } from './throughput.js';

const caseS01 = JSON.parse(
  readFileSync(
    new URL('../../../../test/fixtures/cases/S01/expected.json', import.meta.url),
    'utf8',
  ),
) as { latenciesMs: number[]; images_per_second: number };

describe('throughput', () => {
  it('is images over total time, not a mean of reciprocals (case S01)', () => {
    const samplesMs = caseS01.latenciesMs;
    const totalMs = samplesMs.reduce((sum, ms) => sum + ms, 0);
    expect(throughput(samplesMs.length, totalMs)).toBe(caseS01.images_per_second);
    expect(summarizeThroughput({ samplesMs, count: 4, totalMs }, 1, { seed: 1 })).toEqual({
      value: caseS01.images_per_second,
    });
  });

  it('counts all images of a batch (case S06)', () => {
    expect(throughput(8, 40)).toBe(200);
  });

  it('refuses nothing in no time', () => {
    expect(() => throughput(0, 1)).toThrow(RangeError);
    expect(() => throughput(1, 0)).toThrow(RangeError);
  });
});

describe('summarizeThroughput', () => {
  it('has an interval around the value', () => {
    const samplesMs = Array.from({ length: 60 }, (_, i) => 35 + (i % 11));
    const totalMs = samplesMs.reduce((sum, ms) => sum + ms, 0);
    const figure = summarizeThroughput({ samplesMs, count: 60, totalMs }, 8, { seed: 1 });
    expect(figure).toMatchObject({ value: 480_000 / totalMs, interval: { confidence: 0.95 } });
    if (!('value' in figure) || figure.interval === undefined) throw new Error('no interval');
    expect(figure.interval.low).toBeLessThan(figure.value);
    expect(figure.interval.high).toBeGreaterThan(figure.value);
    expect(figure.interval.high / figure.interval.low).toBeLessThan(1.1);
  });

  it('is not measured when the clock stood still', () => {
    expect(
      summarizeThroughput({ samplesMs: [0, 0], count: 2, totalMs: 0 }, 1, { seed: 1 }),
    ).toEqual({ notMeasured: 'the clock does not resolve the duration of a batch' });
  });
});
