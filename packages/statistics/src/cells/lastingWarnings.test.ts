import type { MeasuredCellRecord, Warning } from '@convbench/spec';
import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { lastingWarnings } from './lastingWarnings.js';

const record = exampleResults().cells[0]?.rounds[0] as MeasuredCellRecord;
const contended: Warning = { kind: 'contended', otherShare: 0.3 };
const drifting: Warning = { kind: 'drifting', relativeChange: -0.05 };
const noisy: Warning = { kind: 'noisy', relativeHalfWidth: 0.2 };
const cold: Warning = { kind: 'cold-cache', bytesRead: 5e6 };
const parity: Warning = {
  kind: 'parity-failed',
  maximumDeviation: 1,
  limit: 0.001,
  top1Agreement: 0.5,
};

const roundsOf = (...warnings: readonly (readonly Warning[])[]) =>
  warnings.map((ofRound, round): MeasuredCellRecord => ({
    ...record,
    round,
    turns: { processes: 4 },
    warnings: [...ofRound],
  }));
const narrow = { value: 10, interval: { low: 9.9, high: 10.1, confidence: 0.95 } };

it('forgets what happened to half of the processes or fewer', () => {
  const rounds = roundsOf([contended, drifting], [contended], [contended], [], []);
  expect(lastingWarnings(rounds, narrow)).toEqual([contended]);
  expect(lastingWarnings(rounds.slice(0, 1), narrow)).toEqual([contended, drifting]);
});

it('takes scatter from the interval of the cell, and load from a disk for no warning of it', () => {
  const rounds = roundsOf([noisy, cold], [noisy, cold], [noisy, cold]);
  expect(lastingWarnings(rounds, narrow)).toEqual([]);
  const wide = { value: 10, interval: { low: 9, high: 11, confidence: 0.95 } };
  expect(lastingWarnings(rounds, wide)).toEqual([{ kind: 'noisy', relativeHalfWidth: 0.1 }]);
});

it('keeps what one process is enough for', () => {
  expect(lastingWarnings(roundsOf([parity], [], []), narrow)).toEqual([parity]);
});

it('leaves old records as they are', () => {
  const rounds = roundsOf([noisy, cold], []).map(({ turns: _, ...old }) => old);
  expect(lastingWarnings(rounds, narrow)).toEqual([noisy, cold]);
});
