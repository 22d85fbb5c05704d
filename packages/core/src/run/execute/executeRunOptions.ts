import type { Executor } from '../tasks/executor.js';
import type { Host } from '@convbench/spec';
import type { Plan } from '../../plan/matrix/types.js';
import type { RunEvent } from './events.js';

export interface ExecuteRunOptions {
  /** Without problems. */
  readonly plan: Plan;
  /** Is made if missing. Must hold no run, or with `resume` the run that this is the plan of. */
  readonly runDirectory: string;
  readonly resume?: boolean;
  /** With `resume`: run failed trainings and cells again. Default false: a failure is a result. */
  readonly retryFailed?: boolean;
  /** Seconds of training between checkpoints; default 20. */
  readonly checkpointEverySeconds?: number;
  readonly onEvent?: (event: RunEvent) => void;
  /** Stops the run; what has ended is kept, a training saves a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** Where the tasks are done; default: this machine. It is closed when the run ends. */
  readonly executor?: Executor;
  /** Default: asks the executor. */
  readonly gatherHost?: () => Promise<Host>;
}
