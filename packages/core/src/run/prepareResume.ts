import { dirname } from 'node:path';
import { UserError } from '@convbench/spec';
import type { MatrixConfig, TrainingRecord } from '@convbench/spec';
import { matrixSpecifiers } from '../plan/models/matrixSpecifiers.js';
import { makePlan } from './makePlan.js';
import type { MakePlanOptions } from './makePlan.js';
import type { Plan } from '../plan/matrix/types.js';
import { loadPlugins } from '../plan/plugins/loadPlugins.js';
import type { PluginSet } from '../plan/plugins/types.js';
import { readResults, resultsPath } from '../store/readResults.js';
import { readRunOrigin } from '../store/runOrigin.js';

export interface ResumableRun {
  readonly runDirectory: string;
  readonly plan: Plan;
  readonly plugins: PluginSet;
}

/**
 * Plans an interrupted run again, from the config in its record. `executeRun` with `resume` then compares the plans and
 * does what is missing.
 */
export async function prepareResume(
  runDirectoryOrFile: string,
  options: MakePlanOptions = {},
): Promise<ResumableRun> {
  const runDirectory = dirname(await resultsPath(runDirectoryOrFile));
  const { run, trainings } = await readResults(runDirectoryOrFile);
  const origin = await readRunOrigin(runDirectory);
  const specifiers = matrixSpecifiers(run.config);
  if (origin === undefined && specifiers.length > 0)
    throw new UserError(
      'core',
      `The run has plugins of its own (${specifiers.join(', ')}), and the folder that they are relative to is not known here.`,
      'Resume it where it began, or start a new run with its config.',
    );
  const directory = origin?.directory ?? runDirectory;
  const plugins = await loadPlugins({ specifiers, directory });
  const { config } = run;
  // The default is the fastest trainer that is installed, which may be another one by now.
  const trainer = config.trainer ?? trainerOf(trainings);
  return {
    runDirectory,
    plan: await makePlan({ config: { ...config, trainer }, directory }, plugins, options),
    plugins,
  };
}

function trainerOf(trainings: readonly TrainingRecord[]): MatrixConfig['trainer'] {
  const [first] = trainings;
  if (first === undefined) return undefined;
  const { name, device } = first.backend;
  return { name, device, threads: 'threads' in first ? first.threads : undefined };
}
