import { checkCacheWritable, listCachedTrainings } from '../cache/weightsCache.js';
import type { LoadedConfig } from '../config/types.js';
import type { PlanEvent } from './planEvent.js';
import type { PluginReference, PluginSet } from '../plugins/types.js';
import { checkDuplicates } from './checkDuplicates.js';
import { checkSpace } from './checkSpace.js';
import type { Probe } from './deviceProbes.js';
import { planBackends } from './planBackends.js';
import { planDatasets } from './planDatasets.js';
import { planNetworks } from './planNetworks.js';
import { planPeaks } from './planPeaks.js';
import { collectProblems } from './problems.js';
import type { Plan } from './types.js';

export interface PlanMatrixOptions {
  /** Says in another process whether a device works. */
  readonly probe: Probe;
  /** Fetch data sets that are missing; default false: they are problems then. */
  readonly fetch?: boolean;
  readonly onEvent?: (event: PlanEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks everything that a run needs and says what it will do: looks for every data set, probes every backend, builds
 * every network and looks for its weights in the cache. What is wrong is in `problems`, all of it at once; it never
 * drops a cell.
 */
export async function planMatrix(
  loaded: LoadedConfig,
  plugins: PluginSet,
  options: PlanMatrixOptions,
): Promise<Plan> {
  const { config, directory } = loaded;
  const { probe, onEvent = () => undefined, signal, fetch = false } = options;
  const problems = collectProblems();

  const datasets = await planDatasets(config, plugins, problems, { fetch, onEvent, signal });
  signal?.throwIfAborted();
  const planned = await planBackends(config, plugins, probe, problems, onEvent);
  signal?.throwIfAborted();
  const samples = await listCachedTrainings();
  const { cells, weights, architectures } = await planNetworks({
    config,
    directory,
    plugins,
    datasets,
    backends: planned,
    samples,
    problems,
    onEvent,
  });
  checkDuplicates(cells, problems);
  await problems.attempt('core', 'Checking the weights cache', async () => {
    await checkSpace(await checkCacheWritable(), weights);
  });

  const { backends, trainer, probes } = planned;
  const peaks = planPeaks(cells, backends, config);
  const parts = [...weights, ...peaks, ...cells];
  return {
    config,
    directory,
    cells,
    weights,
    peaks,
    probes,
    references: {
      architectures,
      backends: byName(trainer === undefined ? backends : [...backends, trainer]),
      datasets: byName(datasets.map(({ facts: { name }, reference }) => ({ name, reference }))),
    },
    problems: problems.list,
    estimatedSeconds: parts.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0),
    estimateBasis: estimateBasis(samples.length),
  };
}

function byName(
  plugins: readonly { readonly name: string; readonly reference: PluginReference }[],
): Record<string, PluginReference> {
  return Object.fromEntries(plugins.map(({ name, reference }) => [name, reference]));
}

function estimateBasis(trainings: number): string {
  return trainings === 0
    ? 'multiply-accumulates and a rough speed of two CPU cores; nothing was trained on this machine yet'
    : `the speed of ${trainings} earlier training${trainings === 1 ? '' : 's'} on this machine`;
}
