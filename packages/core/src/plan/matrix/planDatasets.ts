import { UserError } from '@convbench/spec';
import type { DatasetPlugin, MatrixConfig, ProgressListener } from '@convbench/spec';
import { describeIssues } from '../config/describeIssues.js';
import type { PlanEvent } from './planEvent.js';
import { findDataset } from '../plugins/find.js';
import type { Loaded, PluginSet } from '../plugins/types.js';
import type { PlannedDataset } from '../sources/plannedDataset.js';
import { allInputSizes } from './inputSizes.js';
import type { Problems } from './problems.js';

/** Validates and completes the options of a data set. Throws a `UserError`. */
export function parseDatasetOptions(
  plugin: DatasetPlugin,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result = plugin.options.safeParse(options);
  if (result.success) return result.data as Record<string, unknown>;
  const lines = describeIssues(result.error, plugin.options, options);
  throw new UserError(
    'core',
    `The options of the data set '${plugin.name}' are not valid: ${lines.join(' ')}`,
    'Correct them and run again.',
  );
}

export interface PlanDatasetsOptions {
  /** Fetch what is missing where the plugin can. */
  readonly fetch: boolean;
  readonly onEvent: (event: PlanEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Checks every data set of the config and describes it at every input size of the matrix. */
export async function planDatasets(
  config: MatrixConfig,
  plugins: PluginSet,
  problems: Problems,
  options: PlanDatasetsOptions,
): Promise<PlannedDataset[]> {
  const planned: PlannedDataset[] = [];
  for (const entry of config.datasets) {
    const { name } = entry;
    await problems.attempt(`dataset-${name}`, `Checking the data set '${name}'`, async () => {
      options.onEvent({ type: 'checking-dataset', name });
      const found = findDataset(plugins, name);
      const datasetOptions = parseDatasetOptions(found.plugin, entry.options);
      const report: ProgressListener = (progress) => {
        options.onEvent({ type: 'fetching-dataset', name, progress });
      };
      await ensureFound(found, datasetOptions, report, options);
      for (const inputSize of allInputSizes(config, plugins)) {
        await problems.attempt(`dataset-${name}`, `The data set '${name}'`, async () => {
          planned.push(await describe(found, datasetOptions, inputSize, report));
        });
      }
    });
  }
  return planned;
}

async function ensureFound(
  { plugin }: Loaded<DatasetPlugin>,
  datasetOptions: Record<string, unknown>,
  report: ProgressListener,
  { fetch, signal }: PlanDatasetsOptions,
): Promise<void> {
  let status = await plugin.check(datasetOptions);
  if (!status.found && fetch && plugin.fetch !== undefined) {
    await plugin.fetch(datasetOptions, report, signal);
    status = await plugin.check(datasetOptions);
  }
  if (!status.found)
    throw new UserError(
      `dataset-${plugin.name}`,
      `The data set '${plugin.name}' is not there: ${status.reason}`,
      status.remedy,
    );
}

async function describe(
  { plugin, reference }: Loaded<DatasetPlugin>,
  options: Record<string, unknown>,
  inputSize: number,
  report: ProgressListener,
): Promise<PlannedDataset> {
  const { channels } = plugin.native;
  const info = await plugin.info(options, { inputSize, channels }, report);
  return {
    facts: {
      name: plugin.name,
      title: plugin.title,
      options,
      checksum: info.checksum,
      preprocessing: info.preprocessing,
      classes: [...info.classes],
      trainImages: info.trainImages,
      testImages: info.testImages,
      warnings: info.warnings?.length ? [...info.warnings] : undefined,
    },
    reference,
    inputSize,
    channels,
    normalization: info.normalization,
  };
}
