import { isMeasured } from '@convbench/spec/plain';
import type { CellResults, Measured, MeasuredCellRecord } from '@convbench/spec';
import type { CellRounds } from '../comparison/comparison.js';
import type { TurnFigure } from '../comparison/turnEffects.js';
import { notMeasured } from '../summary/notMeasured.js';
import { median, quantile } from '../summary/quantile.js';

/** What a call takes when nobody disturbs it. */
const LOW = 0.1;

/**
 * What a cell is compared by, for each round: a time, so that less is faster. The median latency; of the scenarios
 * that are about a rate, the time that one image takes at it.
 */
export function cellRounds({ cell, rounds }: CellResults): CellRounds {
  const length = Math.max(0, ...rounds.map(({ round }) => round + 1));
  const byRound = new Array<Measured | undefined>(length).fill(undefined);
  const turns = Array.from({ length }, (): readonly TurnFigure[] => []);
  for (const record of rounds) {
    if (record.status !== 'measured') continue;
    byRound[record.round] = timeOf(record);
    turns[record.round] = turnsOf(record);
  }
  const isDisturbed = rounds.some(({ warnings }) =>
    warnings.some(({ kind }) => kind === 'contended'),
  );
  return { id: cell.id, rounds: byRound, turns, isDisturbed };
}

/** The server's images arrive at random: its turns say nothing of its rate. */
function turnsOf({ cell, latency }: MeasuredCellRecord): TurnFigure[] {
  if (cell.scenario === 'server') return [];
  let from = 0;
  return (latency.blocks ?? []).map(({ turn, samples }) => {
    const samplesMs = latency.samplesMs.slice(from, from + samples);
    from += samples;
    return { turn, medianMs: median(samplesMs), lowMs: quantile(samplesMs, LOW) };
  });
}

function timeOf({ cell, latency, imagesPerSecond, server }: MeasuredCellRecord): Measured {
  switch (cell.scenario) {
    case 'latency':
      return latency.medianMs;
    case 'throughput':
      return reciprocal(imagesPerSecond);
    case 'server':
      return reciprocal(server?.highestRatePerSecond ?? notMeasured('the record holds no rate'));
  }
}

/** Milliseconds of one image, from images per second. */
function reciprocal(rate: Measured): Measured {
  if (!isMeasured(rate)) return rate;
  if (!(rate.value > 0)) return notMeasured('the rate is 0');
  const value = 1000 / rate.value;
  const { interval } = rate;
  if (interval === undefined || !(interval.low > 0)) return { value };
  const { low, high, confidence } = interval;
  return { value, interval: { low: 1000 / high, high: 1000 / low, confidence } };
}
