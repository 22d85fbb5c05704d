import { cacheDirectory } from '@convbench/data';
import { gatherHost } from '@convbench/measure';
import { isUserError } from '@convbench/spec';
import type { Availability, DatasetStatus, Host } from '@convbench/spec';
import { checkCacheWritable } from '../plan/cache/weightsCache.js';
import { messageOf } from '../base/errors.js';
import type { Probe } from '../plan/matrix/deviceProbes.js';
import { parseDatasetOptions } from '../plan/matrix/planDatasets.js';
import { canTrain } from '../plan/plugins/canTrain.js';
import type { PluginSet } from '../plan/plugins/types.js';
import { convbenchVersion } from '../base/version.js';

/** What works on this machine and what does not, with remedies; a terminal draws it. */
export interface DoctorReport {
  readonly convbenchVersion: string;
  readonly host: Host;
  readonly cache: {
    readonly path: string;
    readonly problem?: { readonly problem: string; readonly remedy: string };
  };
  readonly backends: readonly {
    readonly name: string;
    readonly title: string;
    readonly device: string;
    readonly canTrain: boolean;
    readonly availability: Availability;
  }[];
  readonly datasets: readonly {
    readonly name: string;
    readonly title: string;
    readonly canFetch: boolean;
    readonly status: DatasetStatus;
  }[];
}

export interface DoctorOptions {
  /** Says in another process whether a device works. */
  readonly probe: Probe;
  readonly onEvent?: (event: { readonly message: string }) => void;
  readonly signal?: AbortSignal;
}

/** Gathers the facts: probes every device of every backend in child processes, looks for every data set. */
export async function doctor(plugins: PluginSet, options: DoctorOptions): Promise<DoctorReport> {
  const { probe, onEvent = () => undefined, signal } = options;
  const backends: DoctorReport['backends'][number][] = [];
  for (const { plugin, reference } of plugins.backends)
    for (const { name: device } of plugin.devices) {
      signal?.throwIfAborted();
      onEvent({ message: `probing ${plugin.name} on ${device}` });
      backends.push({
        name: plugin.name,
        title: plugin.title,
        device,
        canTrain: canTrain(plugin, device),
        availability: await probe(reference, device, signal === undefined ? {} : { signal }),
      });
    }
  const datasets: DoctorReport['datasets'][number][] = [];
  for (const { plugin } of plugins.datasets) {
    onEvent({ message: `looking for ${plugin.name}` });
    const { name, title } = plugin;
    const status = await datasetStatus(async () => plugin.check(parseDatasetOptions(plugin, {})));
    datasets.push({ name, title, canFetch: plugin.fetch !== undefined, status });
  }
  return {
    convbenchVersion: convbenchVersion(),
    host: await gatherHost(),
    cache: await cacheFacts(),
    backends,
    datasets,
  };
}

async function datasetStatus(check: () => Promise<DatasetStatus>): Promise<DatasetStatus> {
  try {
    return await check();
  } catch (error) {
    if (isUserError(error)) return { found: false, reason: error.problem, remedy: error.remedy };
    return {
      found: false,
      reason: `Checking failed: ${messageOf(error)}`,
      remedy: 'This is a fault of the plugin; report it.',
    };
  }
}

async function cacheFacts(): Promise<DoctorReport['cache']> {
  const path = cacheDirectory();
  try {
    await checkCacheWritable();
    return { path };
  } catch (error) {
    if (!isUserError(error)) throw error;
    return { path, problem: { problem: error.problem, remedy: error.remedy } };
  }
}
