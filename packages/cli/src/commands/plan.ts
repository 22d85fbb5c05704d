import { loadPlugins, makePlan, matrixSpecifiers } from '@convbench/core';
import { addMatrixFlags, resolveMatrix } from '../matrix/matrixFlags.js';
import type { MatrixFlags } from '../matrix/matrixFlags.js';
import type { AddCommand } from '../program.js';
import { drawPlan, refuseProblems } from '../terminal/drawPlan.js';
import { printJson } from '../terminal/output.js';
import { planProgress } from '../terminal/planProgress.js';

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
      const loaded = await resolveMatrix(configPath, flags);
      const plugins = await loadPlugins({
        specifiers: matrixSpecifiers(loaded.config),
        directory: loaded.directory,
      });
      const progress = planProgress(output, flags.json === true);
      const plan = await makePlan(loaded, plugins, { onEvent: progress.onEvent }).finally(
        progress.stop,
      );
      if (flags.json === true) printJson(output, plan);
      else output.print(drawPlan(plan));
      refuseProblems(plan);
    });
};
