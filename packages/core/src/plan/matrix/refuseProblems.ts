import { UserError } from '@convbench/spec';
import type { Plan } from './types.js';

/** Throws a `UserError` with everything that keeps the plan from being run. */
export function refuseProblems({ problems }: Pick<Plan, 'problems'>): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0) throw new UserError(first.room, first.problem, first.remedy);
  throw new UserError(
    'core',
    `${problems.length} problems keep this run from starting:`,
    problems.map(({ room, problem, remedy }) => `\n  - [${room}] ${problem} ${remedy}`).join(''),
  );
}
