import { isUserError } from '@convbench/spec';
import { messageOf } from '../../base/errors.js';
import type { PlanProblem } from './types.js';

/** Collects what is wrong, so that a user sees all of it at once. */
export interface Problems {
  readonly list: PlanProblem[];
  add(room: string, problem: string, remedy: string): void;
  /** Runs the check; a `UserError` becomes a problem, another error a problem of the plugin in `room`. */
  attempt<T>(room: string, what: string, check: () => T | Promise<T>): Promise<T | undefined>;
}

export function collectProblems(): Problems {
  const list: PlanProblem[] = [];
  const add = (room: string, problem: string, remedy: string) => {
    const known = list.some((other) => other.problem === problem && other.room === room);
    if (!known) list.push({ room, problem, remedy });
  };
  return {
    list,
    add,
    attempt: async (room, what, check) => {
      try {
        return await check();
      } catch (error) {
        if (isUserError(error)) add(error.room, error.problem, error.remedy);
        else
          add(
            room,
            `${what} failed: ${messageOf(error)}`,
            'This is a fault of the plugin; report it.',
          );
        return undefined;
      }
    },
  };
}
