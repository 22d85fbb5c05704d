import { loadConfig, parseConfig, quickstartConfig } from '@convbench/core';
import type { LoadedConfig } from '@convbench/core';
import type { MatrixConfig } from '@convbench/spec';
import { fileFromDirectory, fromDirectory } from './fromDirectory.js';
import { given } from './given.js';
import type { MatrixFlags } from './matrixFlags.js';
import { parseBackend } from './parseBackend.js';
import { parseEntry } from './parseEntry.js';
import { titleOf } from './titleOf.js';

/**
 * The matrix that a command works on: from the config file, else the quickstart, with the flags over it.
 * Throws a `UserError` that names the flag or the place in the file.
 */
export async function resolveMatrix(
  configPath: string | undefined,
  flags: MatrixFlags,
): Promise<LoadedConfig> {
  const base = configPath === undefined ? quickstartConfig() : await loadConfig(configPath);
  const place = (text: string) => fromDirectory(text, base.directory);
  const placed = given({
    title: flags.title ?? (configPath === undefined ? titleOf(flags) : undefined),
    arch: flags.arch?.map(place),
    plugin: flags.plugin?.map(place),
    init: flags.init === undefined ? undefined : fileFromDirectory(flags.init, base.directory),
  });
  const merged = mergeFlags(base.config, { ...flags, ...placed });
  return { ...base, config: parseConfig(merged, configPath ?? 'the command line') };
}

/** The config as the flags change it; not yet validated. */
export function mergeFlags(config: MatrixConfig, flags: MatrixFlags): unknown {
  const { init, freeze, threads, rounds, trainer } = flags;
  const { halfWidth: targetHalfWidth, timeBudget: timeBudgetMinutes } = flags;
  const architectures =
    flags.arch?.map(parseEntry).map(({ name, options }) => ({ id: name, options })) ??
    config.architectures;
  const backends = flags.backend?.map(parseBackend) ?? config.backends;
  return {
    ...config,
    ...given({
      title: flags.title,
      trainer: trainer === undefined ? undefined : parseBackend(trainer),
      datasets: flags.dataset?.map(parseEntry),
      batchSizes: flags.batch,
      inputSizes: flags.inputSize,
      scenarios: flags.scenario,
      measuring: {
        ...config.measuring,
        ...given({ rounds, targetHalfWidth, timeBudgetMinutes }),
      },
      allowCpuNodes: flags.allowCpuNodes,
      tf32: flags.tf32,
      cellMemoryLimitBytes: flags.cellMemory,
      cellTimeLimitMinutes: flags.cellTimeout,
      weights: flags.weights,
      seed: flags.seed,
      plugins: flags.plugin && [...config.plugins, ...flags.plugin],
    }),
    architectures: architectures.map((entry) => ({ ...entry, ...given({ init, freeze }) })),
    backends: backends.map((backend) => ({ ...backend, ...given({ threads }) })),
    recipe: { ...config.recipe, ...given({ budget: budgetOf(flags), name: flags.recipe }) },
  };
}

function budgetOf({ epochs, images, trainSeconds }: MatrixFlags) {
  if (epochs !== undefined) return { epochs };
  if (images !== undefined) return { images };
  return trainSeconds === undefined ? undefined : { seconds: trainSeconds };
}
