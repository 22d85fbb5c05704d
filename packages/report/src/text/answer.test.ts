import type { CellRecord, MeasuredCellRecord } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { withFirstSlice, withoutAccuracy } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from '../view/runView.js';
import { answerOf } from './answer.js';
import { plainText } from './phrase.js';

/** Top-1 and median latency of the four cells, each with the half width of its interval. */
type Figures = readonly (readonly [top1: number, ms: number])[];

const around = (value: number, half: number) => ({
  value,
  interval: { low: value - half, high: value + half, confidence: 0.95 },
});

function answer(figures: Figures, change = (record: MeasuredCellRecord): CellRecord => record) {
  const results = withFirstSlice((record, index) => {
    const [top1, ms] = figures[index] ?? [];
    const { correctness } = record;
    if (
      top1 === undefined ||
      ms === undefined ||
      correctness === undefined ||
      'notMeasured' in correctness.accuracy
    ) {
      const failure = { kind: 'threw', message: 'It broke.', phase: 'load' } as const;
      const { type, recordVersion, cell, round, startedAt, durationSeconds } = record;
      const base = { type, recordVersion, cell, round, startedAt, durationSeconds };
      return { ...base, status: 'failed', failure, warnings: [] };
    }
    return change({
      ...record,
      correctness: {
        ...correctness,
        accuracy: { ...correctness.accuracy, top1: around(top1, 0.002) },
      },
      latency: { ...record.latency, medianMs: around(ms, ms / 100) },
    });
  });
  const [slice] = viewRun(results).slices;
  if (slice === undefined) throw new TypeError('The example has a slice.');
  const { headline, detail, network } = answerOf(slice);
  const text = (phrases: typeof headline) => plainText(phrases).replaceAll('\u00a0', ' ').trim();
  return { headline: text(headline), detail: text(detail), network: network?.label };
}

describe('answerOf', () => {
  it('names the fastest within one point of the most accurate, and what it gives up', () => {
    const { headline, detail, network } = answer([
      [0.88, 1],
      [0.915, 2],
      [0.9, 3],
      [0.92, 8],
    ]);
    expect(network).toBe('VGG-11');
    expect(headline).toBe(
      'VGG-11 is the fastest network within one point of the most accurate: 91.5 ± 0.2 % in 2.00 ± 0.02 ms.',
    );
    expect(detail).toBe(
      'GoogLeNet V2 is the most accurate, 92.0 ± 0.2 %: 0.5 points more (0.2 to 0.8) for 4.0 times the time (3.9 to 4.1). ' +
        'NiN is the fastest of all, 1.00 ± 0.01 ms at 88.0 ± 0.2 %.',
    );
  });

  it('adds "on the estimates" where the gap could be more than a point', () => {
    expect(
      answer([
        [0.88, 1],
        [0.911, 2],
        [0.9, 3],
        [0.92, 8],
      ]).headline,
    ).toContain('the most accurate, on the estimates: 91.1');
  });

  it('adds it too where a faster network could be within the point', () => {
    expect(
      answer([
        [0.909, 1],
        [0.918, 2],
        [0.9, 3],
        [0.92, 8],
      ]).headline,
    ).toContain(
      'VGG-11 is the fastest network within one point of the most accurate, on the estimates',
    );
  });

  it('says tied where intervals of latency overlap', () => {
    expect(
      answer([
        [0.88, 1],
        [0.915, 2],
        [0.916, 2.02],
        [0.92, 8],
      ]).headline,
    ).toBe(
      'VGG-11 and GoogLeNet V1 are tied as the fastest networks within one point of the most accurate: 2.00 ± 0.02 ms and 2.02 ± 0.02 ms.',
    );
  });

  it('says tied in accuracy where these intervals overlap', () => {
    expect(
      answer([
        [0.88, 1],
        [0.918, 2],
        [0.9, 3],
        [0.92, 8],
      ]).detail,
    ).toContain('VGG-11 is tied with GoogLeNet V2 in accuracy.');
  });

  it('says so when the most accurate is the fastest near it', () => {
    const { headline, detail } = answer([
      [0.88, 1],
      [0.89, 2],
      [0.9, 3],
      [0.92, 8],
    ]);
    expect(headline).toBe(
      'GoogLeNet V2 is the most accurate, and no network within one point of it is faster: 92.0 ± 0.2 % in 8.00 ± 0.08 ms.',
    );
    expect(detail).toBe('NiN is the fastest of all, 1.00 ± 0.01 ms at 88.0 ± 0.2 %.');
  });

  it('compares nobody with a network alone, and names who is not compared', () => {
    const { headline, detail } = answer([[0.88, 1]]);
    expect(headline).toBe(
      'NiN is the only network that can be ranked here: 88.0 ± 0.2 % in 1.00 ± 0.01 ms.',
    );
    expect(detail).toBe('Not compared: VGG-11, GoogLeNet V1 and GoogLeNet V2.');
  });

  it('ranks by time alone without accuracy, and says what that is worth', () => {
    const { headline, detail } = answer(
      [
        [0.88, 1],
        [0.9, 2],
        [0.9, 3],
        [0.9, 4],
      ],
      (record) => ({
        ...record,
        correctness: withoutAccuracy('no test set'),
      }),
    );
    expect(headline).toBe('NiN is the fastest: 1.00 ± 0.01 ms.');
    expect(detail).toContain('Accuracy was not measured');
  });

  it('answers nothing from nothing', () => {
    expect(answer([]).headline).toBe('No network can be ranked here.');
    const results = exampleResults();
    const [slice] = viewRun({ ...results, cells: [] }).slices;
    expect(slice && plainText(answerOf(slice).headline)).toBe('No network can be ranked here.');
  });

  it('never lets a flagged cell win', () => {
    const { network } = answer(
      [
        [0.95, 0.1],
        [0.915, 2],
        [0.9, 3],
        [0.92, 8],
      ],
      (record) => ({
        ...record,
        warnings:
          record.cell.network.id === 'nin' ? [{ kind: 'reduced-batch', asked: 32, run: 1 }] : [],
      }),
    );
    expect(network).toBe('VGG-11');
  });
});
