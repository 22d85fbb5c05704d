import { measuringSchema } from '@convbench/spec';
import type { Cell, Warning } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { cellWarnings, contentionWarning } from './cellWarnings.js';
import type { MeasureResult } from './messages.js';

const cell = { dataset: { classes: Array.from({ length: 10 }, String) } } as unknown as Cell;
const measuring = measuringSchema.parse({ minimumSamples: 50 });
const top1 = (value: number, low: number, high: number) => ({
  images: 100,
  top1: { value, interval: { low, high, confidence: 0.95 } },
  top5: { notMeasured: 'x' },
  confusion: [],
});
const sound = {
  phases: { warmupStable: true, warmupIterations: 9 },
  latency: {
    count: 50,
    medianMs: { value: 10, interval: { low: 9.6, high: 10.4, confidence: 0.95 } },
  },
  accuracy: top1(0.8, 0.7, 0.9),
  parity: { images: 4, maximumDeviation: 1e-6, limit: 1e-4, top1Agreement: 1 },
  nonFiniteImages: 0,
} as unknown as MeasureResult;

const kinds = (change: Partial<Record<keyof MeasureResult, unknown>>): Warning[] =>
  cellWarnings(cell, { ...sound, ...change } as MeasureResult, measuring);

describe('a cell is warned of', () => {
  it('nothing when all is well', () => {
    expect(kinds({})).toEqual([]);
  });

  it.each<[string, Partial<Record<keyof MeasureResult, unknown>>, Warning]>([
    [
      'an unstable warm-up',
      { phases: { warmupStable: false, warmupIterations: 9 } },
      { kind: 'warm-up-unstable', iterations: 9 },
    ],
    [
      'noise',
      {
        latency: {
          count: 50,
          medianMs: { value: 10, interval: { low: 9, high: 11, confidence: 0.95 } },
        },
      },
      { kind: 'noisy', relativeHalfWidth: 0.1 },
    ],
    [
      'few samples',
      { latency: { count: 3, medianMs: { value: 10 } } },
      { kind: 'few-samples', samples: 3, wanted: 50 },
    ],
    ['a software renderer', { softwareAdapter: 'S' }, { kind: 'software-gpu', adapter: 'S' }],
    [
      'other logits',
      { parity: { images: 4, maximumDeviation: 2e-4, limit: 1e-4, top1Agreement: 0.75 } },
      { kind: 'parity-failed', maximumDeviation: 2e-4, limit: 1e-4, top1Agreement: 0.75 },
    ],
    [
      'logits that are no numbers',
      { nonFiniteImages: 5, accuracy: { notMeasured: 'x' } },
      { kind: 'non-finite-logits', images: 5 },
    ],
    [
      'guessing',
      { accuracy: top1(0.12, 0.08, 0.17) },
      {
        kind: 'not-learnt',
        detail: 'top-1 of 12.0 % (8.0 % to 17.0 %) does not exceed guessing, 10.0 %',
      },
    ],
  ])('%s', (_name, change, warning) => {
    expect(kinds(change)).toEqual([warning]);
  });
});

describe('contention', () => {
  it('is the load of others, not our own', () => {
    const load = (value: number, ownLoadPerCpu: number) =>
      contentionWarning({ loadPerCpu: { value }, ownLoadPerCpu });
    expect(load(1, 0.9)).toEqual([]);
    expect(load(0.4, 0)).toEqual([]);
    expect(load(1.6, 0.9)).toEqual([{ kind: 'contended', loadPerCpu: 1.6 }]);
    expect(contentionWarning({ loadPerCpu: { notMeasured: 'x' }, ownLoadPerCpu: 0 })).toEqual([]);
  });
});
