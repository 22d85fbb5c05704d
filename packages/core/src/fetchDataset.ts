import { UserError } from '@convbench/spec';
import type { DatasetStatus, FetchProgress } from '@convbench/spec';
import { parseDatasetOptions } from './plan/planDatasets.js';
import { findDataset } from './plugins/find.js';
import type { PluginSet } from './plugins/types.js';

export interface FetchDatasetOptions {
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
}

/** Brings a data set's files to this machine and verifies them. Throws a `UserError` where it cannot. */
export async function fetchDataset(
  plugins: PluginSet,
  request: FetchDatasetOptions,
): Promise<Extract<DatasetStatus, { found: true }>> {
  const { plugin } = findDataset(plugins, request.name);
  const options = parseDatasetOptions(plugin, request.options ?? {});
  await plugin.fetch?.(options, request.onProgress ?? (() => undefined), request.signal);
  const status = await plugin.check(options);
  if (status.found) return status;
  throw new UserError(`dataset-${plugin.name}`, status.reason, status.remedy);
}
