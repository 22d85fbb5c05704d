import { refuseProblems } from '@convbench/core';
import { addMatrixFlags } from '../matrix/matrixFlags.js';
import type { MatrixFlags } from '../matrix/matrixFlags.js';
import { planMatrix } from '../matrix/planMatrix.js';
import { drawPlan } from '../terminal/drawPlan.js';
import { printJson } from '../terminal/output.js';
import type { AddCommand } from './command.js';

export const addPlanCommand: AddCommand = (program, { output }) => {
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
    .action(async (configPath: string | undefined, flags: MatrixFlags & { json?: boolean }) => {
      const { plan } = await planMatrix(configPath, flags, output);
      if (flags.json === true) printJson(output, plan);
      else output.print(drawPlan(plan));
      refuseProblems(plan);
    });
};
