import { refuseProblems } from '@convbench/core';
import type { Context } from '../commands/command.js';
import type { PlanFlags } from '../commands/plan.js';
import { planMatrix } from '../matrix/planMatrix.js';
import { drawPlan } from '../terminal/drawPlan.js';
import { printJson } from '../terminal/output.js';

/** Shows the plan of a matrix; throws a `UserError` when there is something wrong with it. */
export async function showPlan(
  configPath: string | undefined,
  flags: PlanFlags,
  { output }: Context,
): Promise<void> {
  const { plan } = await planMatrix(configPath, flags, output);
  if (flags.json === true) printJson(output, plan);
  else output.print(drawPlan(plan));
  refuseProblems(plan);
}
