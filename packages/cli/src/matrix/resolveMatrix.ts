import { loadConfig, parseConfig, quickstartConfig } from '@convbench/core';
import type { LoadedConfig } from '@convbench/core';
import type { MatrixConfig } from '@convbench/spec';
import { fileFromDirectory, fromDirectory } from './fromDirectory.js';
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
  const title = flags.title ?? (configPath === undefined ? titleOf(flags) : undefined);
  const merged = mergeFlags(base.config, {
    ...flags,
    ...(title !== undefined && { title }),
    ...(flags.arch && { arch: flags.arch.map(place) }),
    ...(flags.plugin && { plugin: flags.plugin.map(place) }),
    ...(flags.init !== undefined && { init: fileFromDirectory(flags.init, base.directory) }),
  });
  return { ...base, config: parseConfig(merged, configPath ?? 'the command line') };
}

/** The config as the flags change it; not yet validated. */
export function mergeFlags(config: MatrixConfig, flags: MatrixFlags): unknown {
  const backends = flags.backend?.map(parseBackend);
  const budget =
    flags.epochs !== undefined
      ? { epochs: flags.epochs }
      : flags.images !== undefined
        ? { images: flags.images }
        : flags.trainSeconds !== undefined
          ? { seconds: flags.trainSeconds }
          : undefined;
  const architectures =
    flags.arch?.map(parseEntry).map(({ name, options }) => ({ id: name, options })) ??
    config.architectures;
  const recipe = {
    ...(budget && { budget }),
    ...(flags.recipe !== undefined && { name: flags.recipe }),
  };
  return {
    ...config,
    ...(flags.title !== undefined && { title: flags.title }),
    architectures: architectures.map((entry) => ({
      ...entry,
      ...(flags.init !== undefined && { init: flags.init }),
      ...(flags.freeze !== undefined && { freeze: flags.freeze }),
    })),
    ...(flags.trainer !== undefined && { trainer: parseBackend(flags.trainer) }),
    backends: (backends ?? config.backends).map((backend) => ({
      ...backend,
      ...(flags.threads && { threads: flags.threads }),
    })),
    ...(flags.dataset && { datasets: flags.dataset.map(parseEntry) }),
    ...(flags.batch && { batchSizes: flags.batch }),
    ...(flags.inputSize && { inputSizes: flags.inputSize }),
    ...(flags.scenario && { scenarios: flags.scenario }),
    ...(flags.rounds !== undefined && {
      measuring: { ...config.measuring, rounds: flags.rounds },
    }),
    ...(flags.allowCpuNodes === true && { allowCpuNodes: true }),
    ...(flags.tf32 !== undefined && { tf32: flags.tf32 }),
    ...(flags.cellMemory !== undefined && { cellMemoryLimitBytes: flags.cellMemory }),
    ...(flags.cellTimeout !== undefined && { cellTimeLimitMinutes: flags.cellTimeout }),
    ...(flags.weights !== undefined && { weights: flags.weights }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.plugin && { plugins: [...config.plugins, ...flags.plugin] }),
    recipe: { ...config.recipe, ...recipe },
  };
}
