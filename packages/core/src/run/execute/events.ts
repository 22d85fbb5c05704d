import type { Cell, CellRecord, PeakRecord, TrainingRecord } from '@convbench/spec';
import type { CellPhase } from '../tasks/messages.js';
import type { PlannedTraining } from '../../plan/matrix/types.js';

/** What the terminal draws of a run. `secondsLeft` of a run is an estimate, null while nothing is known. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly runDirectory: string;
      readonly resumed: boolean;
      readonly trainings: number;
      readonly cells: number;
      /** Processes that measure the cells: each in every round. */
      readonly rounds: number;
      /** Those that an earlier part of this run has done. */
      readonly roundsDone: number;
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
      readonly type: 'cell-started';
      readonly cell: Cell;
      /** From 0. */
      readonly round: number;
      /** Among the processes that are left to run, from 1. */
      readonly index: number;
      readonly of: number;
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
  | { readonly type: 'notice'; readonly message: string }
  | {
      readonly type: 'run-ended';
      readonly runDirectory: string;
      readonly outcome: RunOutcome;
    };

export interface RunOutcome {
  /** `interrupted`: stopped by the signal; everything that had ended is kept and `--resume` goes on. */
  readonly state: 'complete' | 'interrupted';
  /** Cells with all their rounds. */
  readonly measured: number;
  /** Cells of which a round failed. */
  readonly failed: number;
  /** Cells of the plan with a round that has not run. */
  readonly missing: number;
  readonly resultsPath: string;
}
