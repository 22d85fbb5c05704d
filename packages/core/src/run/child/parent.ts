import type { BlockSpan } from '@convbench/spec';
import type { CellPhase, TrainingPhase } from '../tasks/messages.js';
import type { ChildMessage } from '../tasks/messages.js';

/** What a task may say to the process that started it. */
export interface Parent {
  /** Announces a phase and waits until the parent has read this process's memory. */
  enter(phase: CellPhase | TrainingPhase): Promise<void>;
  /** Gives what the last turn measured and waits for the next one; undefined when there is none. */
  turn(samplesMs: readonly number[]): Promise<BlockSpan | undefined>;
  tell(
    message: Extract<ChildMessage, { type: 'train-progress' | 'accuracy-progress' | 'notice' }>,
  ): void;
  /** Aborted when the parent asks to stop. */
  readonly signal: AbortSignal;
}
