import { addMatrixFlags } from '../matrix/matrixFlags.js';
import type { MatrixFlags } from '../matrix/matrixFlags.js';
import type { AddCommand } from './command.js';

export interface PlanFlags extends MatrixFlags {
  readonly json?: boolean;
}

export const addPlanCommand: AddCommand = (program, context) => {
  addMatrixFlags(
    program
      .command('plan')
      .description('check a matrix and show its cells, what each needs and about how long it takes')
      .argument('[config]', 'a convbench.config.ts (or .js, .json)'),
  )
    .option('--json', 'print the plan as JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench plan
  convbench plan convbench.config.ts --json
  convbench plan --arch nin --batch 1 8 32`,
    )
    .action(async (configPath: string | undefined, flags: PlanFlags) => {
      const { showPlan } = await import('../actions/plan.js');
      await showPlan(configPath, flags, context);
    });
};
