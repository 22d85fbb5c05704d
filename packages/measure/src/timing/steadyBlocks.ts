import type { Block, Latency, Measuring } from '@convbench/spec';
import { detectDrift } from '@convbench/statistics';
import { medianPrecision } from './medianPrecision.js';
import { createSampleLog } from './sampleLog.js';

/** Samples of a block that are kept; counts, sums and extremes are those of all. */
const SAMPLES_OF_BLOCK = 1000;

export interface SteadyRule extends Pick<
  Measuring,
  'minimumTimeMs' | 'minimumSamples' | 'maximumTimeMs'
> {
  /** Half the width of the median's interval within the process, over the median: narrower is of no use. */
  readonly wantedHalfWidth: number;
}

export interface SteadyFigures extends Pick<
  Latency,
  'samplesMs' | 'count' | 'totalMs' | 'minimumMs' | 'maximumMs' | 'endedBy'
> {
  readonly blocks: readonly Block[];
}

/** Calls that turned out to be part of the warm-up. */
export interface LateWarmUp {
  readonly calls: number;
  readonly ms: number;
}

interface TimedBlock {
  readonly startedMs: number;
  readonly turn: number;
  readonly keptMs: readonly number[];
  readonly count: number;
  readonly totalMs: number;
  readonly minimumMs: number;
  readonly maximumMs: number;
}

/**
 * The steady state of a process, block by block, and the rule that ends it. It lasts at least `minimumTimeMs` and
 * `minimumSamples`; then until the median is known to `wantedHalfWidth` (`precise`), or until `maximumTimeMs` of calls
 * were timed (`maximum-time`).
 *
 * Calls that became faster throughout tell that the process was not warm: the first half of the blocks then counts as
 * warm-up and steady state goes on, as long as there is time.
 */
export class SteadyBlocks {
  #blocks: TimedBlock[] = [];
  #late: LateWarmUp = { calls: 0, ms: 0 };

  constructor(
    private readonly rule: SteadyRule,
    private readonly seed: number,
  ) {}

  /** `turn`: which one of its round it was; `startedMs` since the round began. */
  add(
    samplesMs: readonly number[],
    { turn, startedMs }: { turn: number; startedMs: number },
  ): void {
    const log = createSampleLog(this.seed + turn, SAMPLES_OF_BLOCK);
    for (const ms of samplesMs) log.add(ms);
    const { count, totalMs, minimumMs, maximumMs } = log;
    const keptMs = log.samplesMs();
    this.#blocks.push({ startedMs, turn, keptMs, count, totalMs, minimumMs, maximumMs });
    if (this.#becameFaster() && this.#timedMs() < this.rule.maximumTimeMs) this.#startAgain();
  }

  get lateWarmUp(): LateWarmUp {
    return this.#late;
  }

  /** Undefined while more blocks are wanted. */
  endedBy(): Latency['endedBy'] | undefined {
    const { minimumTimeMs, minimumSamples, maximumTimeMs, wantedHalfWidth } = this.rule;
    if (this.#blocks.length === 0) return undefined;
    const isLongEnough =
      sum(this.#blocks, 'count') >= minimumSamples && sum(this.#blocks, 'totalMs') >= minimumTimeMs;
    if (isLongEnough && medianPrecision(this.#samplesMs(), this.seed) <= wantedHalfWidth)
      return 'precise';
    return this.#timedMs() >= maximumTimeMs ? 'maximum-time' : undefined;
  }

  /** Throws where no block was added. */
  figures(): SteadyFigures {
    const blocks = this.#blocks;
    if (blocks.length === 0) throw new Error('No block was measured.');
    return {
      samplesMs: this.#samplesMs(),
      blocks: blocks.map(({ startedMs, turn, keptMs }) => ({
        startedMs: Math.round(startedMs),
        turn,
        samples: keptMs.length,
      })),
      count: sum(blocks, 'count'),
      totalMs: sum(blocks, 'totalMs'),
      minimumMs: Math.min(...blocks.map(({ minimumMs }) => minimumMs)),
      maximumMs: Math.max(...blocks.map(({ maximumMs }) => maximumMs)),
      endedBy: this.endedBy() ?? 'maximum-time',
    };
  }

  #becameFaster(): boolean {
    if (this.#blocks.length < 2) return false;
    const drift = detectDrift(this.#samplesMs());
    return drift !== undefined && drift.relativeChange < 0;
  }

  #startAgain(): void {
    const dropped = this.#blocks.splice(0, Math.ceil(this.#blocks.length / 2));
    this.#late = {
      calls: this.#late.calls + sum(dropped, 'count'),
      ms: this.#late.ms + sum(dropped, 'totalMs'),
    };
  }

  #samplesMs(): number[] {
    return this.#blocks.flatMap(({ keptMs }) => keptMs);
  }

  /** With what counts as warm-up by now. */
  #timedMs(): number {
    return this.#late.ms + sum(this.#blocks, 'totalMs');
  }
}

function sum(blocks: readonly TimedBlock[], of: 'count' | 'totalMs'): number {
  return blocks.reduce((total, block) => total + block[of], 0);
}
