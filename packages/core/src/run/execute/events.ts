import type { Cell, CellRecord, PeakRecord, TrainingRecord } from '@convbench/spec';
import type { OpenCell } from '@convbench/statistics';
import type { CellPhase } from '../tasks/messages.js';
import type { RoundsEnd } from './runRounds.js';
import type { PlannedTraining } from '../../plan/sources/weightSource.js';

/** What the terminal draws of a run. `secondsLeft` of a run is an estimate, null while nothing is known. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly runDirectory: string;
      readonly resumed: boolean;
      readonly trainings: number;
      readonly cells: number;
      /** Processes that measure the cells, in the rounds that every cell gets. */
      readonly processes: number;
      /** Those that an earlier part of this run has done. */
      readonly processesDone: number;
    }
  | {
      readonly type: 'training-started';
      readonly training: PlannedTraining;
      /** From 1. */
      readonly index: number;
      readonly of: number;
      readonly runSecondsLeft: number | null;
    }
  | {
      readonly type: 'training-progress';
      readonly key: string;
      readonly step: number;
      readonly steps: number;
      readonly imagesSeen: number;
      readonly images: number;
      readonly loss: number;
      readonly trainTop1: number;
      /** Of this process, so that a resumed training does not count what was done before. */
      readonly imagesPerSecond: number;
      readonly secondsLeft: number | null;
      readonly runSecondsLeft: number | null;
    }
  | { readonly type: 'training-finished'; readonly record: TrainingRecord }
  | {
      readonly type: 'peak-started';
      readonly backend: PeakRecord['backend'];
      readonly threads: number;
      readonly runSecondsLeft: number | null;
    }
  | { readonly type: 'peak-finished'; readonly record: PeakRecord }
  | {
      readonly type: 'round-started';
      /** Each in a process of its own. */
      readonly cells: readonly Cell[];
      /** From 0. */
      readonly round: number;
      /** Among the rounds of groups of this part of the run, from 1. */
      readonly index: number;
      /** As far as it is known: more rounds follow where something is open. */
      readonly of: number;
      /** Whether every cell gets this round; else figures or orders of these are open. */
      readonly isCertain: boolean;
      readonly runSecondsLeft: number | null;
    }
  | {
      readonly type: 'cell-phase';
      readonly cell: Cell;
      readonly round: number;
      /** Of this process, which in a sweep is not the cell's own. */
      readonly batchSize: number;
      readonly phase: CellPhase;
      readonly runSecondsLeft: number | null;
    }
  /** Accuracy in progress. */
  | {
      readonly type: 'cell-progress';
      readonly cell: Cell;
      readonly images: number;
      readonly of: number;
    }
  | { readonly type: 'cell-finished'; readonly record: CellRecord }
  | {
      readonly type: 'round-finished';
      readonly round: number;
      /** All cells of the group, with what is known of them by now. */
      readonly cells: readonly ({ readonly cell: Cell } & OpenCell)[];
    }
  | { readonly type: 'notice'; readonly message: string }
  | {
      readonly type: 'run-ended';
      readonly runDirectory: string;
      readonly outcome: RunOutcome;
    };

export interface RunOutcome {
  /**
   * `interrupted`: stopped by the signal; everything that had ended is kept and `--resume` goes on. `time-budget`: what is
   * open was left open.
   */
  readonly state: RoundsEnd;
  /** Cells with all the rounds that every cell gets. */
  readonly measured: number;
  /** Cells of which a round failed. */
  readonly failed: number;
  /** Cells of the plan with such a round that has not run. */
  readonly missing: number;
  readonly resultsPath: string;
}
