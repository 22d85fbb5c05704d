import { latencySchema } from '@convbench/spec';
import * as simpleStatistics from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { createSampleLog } from './sampleLog.js';
import { summarizeLatency } from './summarizeLatency.js';

function steadyStateOf(samples: readonly number[]) {
  const log = createSampleLog(1, 1000);
  samples.forEach((ms) => log.add(ms));
  const { count, totalMs, minimumMs, maximumMs } = log;
  const endedBy = 'enough-samples' as const;
  const blocks = [{ startedMs: 0, turn: 0, samples: count }];
  return { samplesMs: log.samplesMs(), blocks, count, totalMs, minimumMs, maximumMs, endedBy };
}

describe('summarizeLatency', () => {
  it('gives the latency of a record', () => {
    const samples = Array.from({ length: 120 }, (_, i) => 10 + ((i * 31) % 17) / 4);
    const latency = summarizeLatency(steadyStateOf(samples), { seed: 1 });
    expect(latencySchema.parse(latency)).toEqual(latency);
    expect(latency).toMatchObject({
      samplesMs: samples,
      count: 120,
      medianMs: { value: simpleStatistics.median(samples), interval: { confidence: 0.95 } },
      meanMs: expect.closeTo(simpleStatistics.mean(samples), 9),
      minimumMs: 10,
      maximumMs: 14,
      endedBy: 'enough-samples',
    });
    expect(latency.percentiles.map(({ p, ms }) => [p, 'value' in ms])).toEqual([
      [90, true],
      [95, true],
      [99, false],
    ]);
  });

  it('keeps its latency for a whole batch (case S06)', () => {
    expect(summarizeLatency(steadyStateOf([40, 40]), { seed: 1 }).medianMs).toEqual({ value: 40 });
  });

  it('has no NaN, and no interval, for one sample or equal ones (case S03)', () => {
    for (const samples of [[3], [1, 1, 1, 1], new Array<number>(600).fill(2)]) {
      const latency = summarizeLatency(steadyStateOf(samples), { seed: 1 });
      expect(latencySchema.parse(latency)).toEqual(latency);
      expect(latency.medianMs).toEqual({ value: samples[0] });
    }
  });
});
