import { UserError } from '@convbench/spec';

/** A user's mistake as this room reports it. */
export function dataError(problem: string, remedy: string, cause?: unknown): UserError {
  return new UserError('data', problem, remedy, cause === undefined ? undefined : { cause });
}
