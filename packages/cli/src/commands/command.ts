import type { Command } from 'commander';
import type { Output } from '../terminal/output.js';

/** What a command works with. */
export interface Context {
  readonly output: Output;
  /** Sets the exit code of a command that ended without an error. */
  readonly exitWith: (code: number) => void;
}

export type AddCommand = (program: Command, context: Context) => void;
