import type { RecordStore } from '../../store/recordStore.js';
import type { RunEvent } from './events.js';
import type { ExecuteRunOptions } from './executeRunOptions.js';
import type { Done } from './runState.js';
import type { PlannedRound } from './schedule.js';
import type { TimeLeft } from './timeLeft.js';

/** What the stages of a run share. */
export interface RunStage {
  readonly options: ExecuteRunOptions;
  readonly store: RecordStore;
  /** Grows as records are written. */
  readonly done: Done;
  /** What was to be measured when this part of the run began. */
  readonly schedule: readonly PlannedRound[];
  readonly timeLeft: TimeLeft;
  readonly onEvent: (event: RunEvent) => void;
}
