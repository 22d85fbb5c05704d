import { measuringSchema } from '@convbench/spec';
import type { MeasuredCellRecord, Warning } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { cellWarnings } from './cellWarnings.js';
import type { Circumstances } from './cellWarnings.js';
import type { AccuracyPass, MeasuredCorrectness } from '../tasks/messages.js';

const measuring = measuringSchema.parse({ minimumSamples: 50 });
/** Between 9.8 and 10.2 ms, in no order. */
const steady = Array.from({ length: 50 }, (_, index) => 9.8 + (0.4 * ((index * 7) % 10)) / 9);
const sound = {
  cell: { dataset: { classes: Array.from({ length: 10 }, String) } },
  phases: { warmupStable: true, warmupIterations: 9 },
  latency: {
    count: 50,
    medianMs: { value: 10, interval: { low: 9.6, high: 10.4, confidence: 0.95 } },
    samplesMs: steady,
  },
  contention: { otherShare: { value: 0.02 } },
  energy: { notMeasured: 'no meter' },
} as unknown as MeasuredCellRecord;
const top1 = (value: number, low: number, high: number) => ({
  images: 100,
  top1: { value, interval: { low, high, confidence: 0.95 } },
  top5: { notMeasured: 'x' },
  confusion: [],
});
const pass: AccuracyPass = {
  accuracy: top1(0.8, 0.7, 0.9),
  predictions: undefined,
  mistakes: [],
  nonFiniteImages: 0,
};
const right: MeasuredCorrectness = {
  parity: { images: 4, maximumDeviation: 1e-6, limit: 1e-4, top1Agreement: 1 },
  pass,
};

interface Change {
  readonly record?: Partial<Record<keyof MeasuredCellRecord, unknown>>;
  readonly correctness?: Partial<typeof right>;
  readonly circumstances?: Circumstances;
  readonly samples?: readonly number[];
}

const warnings = ({ record, correctness, circumstances, samples }: Change): Warning[] =>
  cellWarnings(
    {
      ...sound,
      correctness: { accuracy: (correctness?.pass ?? pass).accuracy },
      ...(samples && { latency: { ...sound.latency, samplesMs: samples } }),
      ...record,
    } as MeasuredCellRecord,
    { correctness: { ...right, ...correctness }, ...circumstances },
    measuring,
  );

describe('a round is warned of', () => {
  it('nothing when all is well', () => {
    expect(warnings({})).toEqual([]);
  });

  it.each<[string, Change, Warning]>([
    [
      'an unstable warm-up',
      { record: { phases: { warmupStable: false, warmupIterations: 9 } } },
      { kind: 'warm-up-unstable', iterations: 9 },
    ],
    [
      'noise',
      {
        record: {
          latency: {
            count: 50,
            medianMs: { value: 10, interval: { low: 9, high: 11, confidence: 0.95 } },
            samplesMs: steady,
          },
        },
      },
      { kind: 'noisy', relativeHalfWidth: 0.1 },
    ],
    [
      'few samples',
      { record: { latency: { count: 3, medianMs: { value: 10 }, samplesMs: [10, 10.1, 10] } } },
      { kind: 'few-samples', samples: 3, wanted: 50 },
    ],
    [
      'a drift',
      { samples: steady.map((ms, index) => ms * (1 + index / 500)) },
      { kind: 'drifting', relativeChange: expect.closeTo(0.1, 1) as number },
    ],
    [
      'two levels',
      { samples: steady.map((ms, index) => (index % 3 === 0 ? 2 * ms : ms)) },
      {
        kind: 'bimodal',
        fastMs: expect.closeTo(10, 0) as number,
        slowMs: expect.closeTo(20, 0) as number,
        slowShare: expect.closeTo(0.33, 1) as number,
      },
    ],
    [
      'a processor that was slowed down',
      { circumstances: { throttled: 'it was hot' } },
      { kind: 'throttled', detail: 'it was hot' },
    ],
    [
      'others on the GPU',
      {
        record: { gpu: { name: 'NVIDIA L4' } },
        circumstances: { othersOnGpu: ['python3 (4711)'] },
      },
      { kind: 'gpu-contended', gpu: 'NVIDIA L4', processes: ['python3 (4711)'] },
    ],
    [
      'operators on the CPU',
      {
        circumstances: {
          cpuNodes: { operators: ['LRN', 'Resize'], shareOfNodes: 0.1, shareOfTime: 0.2 },
        },
      },
      {
        kind: 'cpu-fallback',
        operators: ['LRN', 'Resize'],
        shareOfNodes: 0.1,
        shareOfTime: 0.2,
      },
    ],
    [
      'energy that is an estimate',
      {
        record: {
          energy: { estimated: true, perImageJoules: { value: 1 }, method: 'means of a second' },
        },
      },
      { kind: 'estimated-energy', detail: 'means of a second' },
    ],
    [
      'saved power',
      { circumstances: { powerSaving: 'the machine runs on battery' } },
      { kind: 'power-saving', detail: 'the machine runs on battery' },
    ],
    [
      'files that were not in memory',
      { circumstances: { diskBytesRead: 3e7 } },
      { kind: 'cold-cache', bytesRead: 3e7 },
    ],
    [
      'the load of others',
      { record: { contention: { otherShare: { value: 0.4 } } } },
      { kind: 'contended', otherShare: 0.4 },
    ],
    [
      'a software renderer',
      { circumstances: { softwareAdapter: 'S' } },
      { kind: 'software-gpu', adapter: 'S' },
    ],
    [
      'other logits',
      {
        correctness: {
          parity: { images: 4, maximumDeviation: 2e-4, limit: 1e-4, top1Agreement: 0.75 },
        },
      },
      { kind: 'parity-failed', maximumDeviation: 2e-4, limit: 1e-4, top1Agreement: 0.75 },
    ],
    [
      'known weights that guess',
      {
        record: { cell: { ...sound.cell, pretrained: { origin: 'a.onnx', sha256: '0' } } },
        correctness: { pass: { ...pass, accuracy: top1(0.13, 0.11, 0.15) } },
      },
      { kind: 'near-chance', detail: expect.stringContaining('top-1 of 13.0 %') as string },
    ],
    [
      'logits that are no numbers',
      { correctness: { pass: { ...pass, nonFiniteImages: 5, accuracy: { notMeasured: 'x' } } } },
      { kind: 'non-finite-logits', images: 5 },
    ],
    [
      'guessing',
      { correctness: { pass: { ...pass, accuracy: top1(0.12, 0.08, 0.17) } } },
      {
        kind: 'not-learnt',
        detail: 'top-1 of 12.0 % (8.0 % to 17.0 %) does not exceed guessing, 10.0 %',
      },
    ],
    [
      'answers that a batch size changes',
      { correctness: { differing: { images: 3, of: 256 } } },
      { kind: 'batch-changes-answers', images: 3, of: 256 },
    ],
  ])('%s', (_name, change, warning) => {
    expect(warnings(change)).toEqual([warning]);
  });
});
