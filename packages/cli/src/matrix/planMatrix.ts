import { loadPlugins, makePlan, matrixSpecifiers } from '@convbench/core';
import type { MakePlanOptions, Plan, PluginSet } from '@convbench/core';
import type { Output } from '../terminal/output.js';
import { planProgress } from '../terminal/planProgress.js';
import type { MatrixFlags } from './matrixFlags.js';
import { resolveMatrix } from './resolveMatrix.js';

export interface PlannedMatrix {
  readonly plan: Plan;
  readonly plugins: PluginSet;
}

/** Plans the matrix of a config file and flags, and shows what it is being checked for unless scripts read. */
export async function planMatrix(
  configPath: string | undefined,
  flags: MatrixFlags & { readonly json?: boolean },
  output: Output,
  options: Omit<MakePlanOptions, 'onEvent'> = {},
): Promise<PlannedMatrix> {
  const loaded = await resolveMatrix(configPath, flags);
  const plugins = await loadPlugins({
    specifiers: matrixSpecifiers(loaded.config),
    directory: loaded.directory,
  });
  const progress = planProgress(output, flags.json === true);
  try {
    return {
      plan: await makePlan(loaded, plugins, { ...options, onEvent: progress.onEvent }),
      plugins,
    };
  } finally {
    progress.stop();
  }
}
