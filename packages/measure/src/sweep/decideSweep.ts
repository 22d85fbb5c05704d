import type { Measured, Sweep } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';

/** What a batch size gave. */
export type SweepOutcome =
  | { readonly batchSize: number; readonly imagesPerSecond: Measured }
  | { readonly batchSize: number; readonly failed: 'out-of-memory' | 'failure' };

export type SweepStep =
  | { readonly next: number }
  | {
      readonly endedBy: Sweep['endedBy'];
      /** undefined if no batch size could be measured. */
      readonly bestBatchSize: number | undefined;
    };

export interface SweepRule {
  readonly firstBatch?: number;
  readonly maximumBatch: number;
  /** A larger batch has to gain at least this part; default 0.02. */
  readonly worthwhileGain?: number;
}

/**
 * Which batch size to try next, 1, 2, 4 ..., or that the sweep is over: because a larger batch did not fit, failed, or
 * gained nothing. "Nothing" is told when even the upper end of the interval of the new rate stays under a worthwhile
 * gain over the best so far, or when two in a row did not gain by their values: one may be an outlier, or a size that
 * an engine has no good kernel for.
 *
 * The best is the smallest batch whose rate comes within a worthwhile gain of the highest: a larger one costs memory and
 * latency for nothing.
 */
export function decideSweep(outcomes: readonly SweepOutcome[], rule: SweepRule): SweepStep {
  const { firstBatch = 1, maximumBatch, worthwhileGain = 0.02 } = rule;
  const last = outcomes.at(-1);
  if (last === undefined) return { next: firstBatch };
  const bestBatchSize = bestOf(outcomes, worthwhileGain);
  if ('failed' in last) return { endedBy: last.failed, bestBatchSize };
  if (gainedNothing(outcomes, worthwhileGain)) return { endedBy: 'no-gain', bestBatchSize };
  const next = 2 * last.batchSize;
  return next > maximumBatch ? { endedBy: 'maximum-batch', bestBatchSize } : { next };
}

function gainedNothing(outcomes: readonly SweepOutcome[], worthwhileGain: number): boolean {
  const needed = (count: number): number =>
    (1 + worthwhileGain) * Math.max(...outcomes.slice(0, count).map(rateOf));
  const count = outcomes.length;
  const last = outcomes.at(-1);
  if (count < 2 || last === undefined || 'failed' in last) return false;
  const value = rateOf(last);
  if (value >= needed(count - 1)) return false;
  const { imagesPerSecond } = last;
  const highest =
    isMeasured(imagesPerSecond) && imagesPerSecond.interval ? imagesPerSecond.interval.high : value;
  if (highest < needed(count - 1)) return true;
  const previous = outcomes[count - 2] as SweepOutcome;
  return count > 2 && rateOf(previous) < needed(count - 2);
}

function bestOf(outcomes: readonly SweepOutcome[], worthwhileGain: number): number | undefined {
  const highest = Math.max(...outcomes.map(rateOf));
  return outcomes.find(
    (outcome) => rateOf(outcome) > 0 && rateOf(outcome) * (1 + worthwhileGain) >= highest,
  )?.batchSize;
}

function rateOf(outcome: SweepOutcome): number {
  if ('failed' in outcome || !isMeasured(outcome.imagesPerSecond)) return 0;
  return outcome.imagesPerSecond.value;
}
