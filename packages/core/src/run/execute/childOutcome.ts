/** @file What the process of a task is given beside it, tells on the way, and comes to. */
import type { Failure } from '@convbench/spec';
import type { ErrorData } from '../../base/errors.js';
import type { ChildMessage, Task, TaskResults } from './messages.js';

export interface ChildHooks {
  /** The child waits until this returns. */
  onPhase?(phase: string, pid: number): void;
  onMessage?(message: Exclude<ChildMessage, { type: 'phase' | 'result' | 'threw' }>): void;
  /** The process is gone. */
  onEnd?(): void;
}

export interface ChildOptions {
  readonly timeLimitMs: number;
  /** A process that grows beyond it is stopped. */
  readonly memoryLimitBytes?: number;
  readonly signal?: AbortSignal;
}

export type ChildOutcome<Kind extends Task['kind']> =
  | { readonly state: 'result'; readonly result: TaskResults[Kind] }
  | { readonly state: 'failed'; readonly failure: Failure; readonly error?: ErrorData }
  /** Ended by the signal without a result. */
  | { readonly state: 'aborted' };
