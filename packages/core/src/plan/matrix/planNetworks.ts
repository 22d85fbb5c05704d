import { defaultThreads } from '@convbench/measure';
import type { MatrixConfig } from '@convbench/spec';
import type { CachedTraining } from '../cache/cachedWeights.js';
import type { PlanEvent } from './planEvent.js';
import { findVariant } from '../plugins/find.js';
import type { PluginReference, PluginSet } from '../plugins/types.js';
import { knownRates } from '../sources/estimateWeights.js';
import type { PlannedDataset } from '../sources/plannedDataset.js';
import { planWeights } from '../sources/planWeights.js';
import { isTrainingKind } from '../sources/weightSource.js';
import type { PlannedWeights } from '../sources/weightSource.js';
import { inputSizesOf } from './inputSizes.js';
import type { PlannedBackends } from './planBackends.js';
import { planCells } from './planCells.js';
import { checkEntry, planNetwork } from './planNetwork.js';
import type { Problems } from './problems.js';
import { publishedOnce } from './recordedCost.js';
import type { PlannedCell } from './types.js';

export interface PlanNetworksOptions {
  readonly config: MatrixConfig;
  /** Where relative paths of the config start. */
  readonly directory: string;
  readonly plugins: PluginSet;
  readonly datasets: readonly PlannedDataset[];
  readonly backends: PlannedBackends;
  /** Trainings of this machine, for estimates. */
  readonly samples: readonly CachedTraining[];
  readonly problems: Problems;
  readonly onEvent: (event: PlanEvent) => void;
}

export interface PlannedNetworks {
  readonly cells: readonly PlannedCell[];
  readonly weights: readonly PlannedWeights[];
  /** By id of the variant. */
  readonly architectures: Readonly<Record<string, PluginReference>>;
}

/** Builds every network of the config on every data set, with its weights and its cells. */
export async function planNetworks(options: PlanNetworksOptions): Promise<PlannedNetworks> {
  const { config, directory, plugins, datasets, samples, problems, onEvent } = options;
  const { backends, trainer } = options.backends;
  const weights = new Map<string, PlannedWeights>();
  const cells: PlannedCell[] = [];
  const architectures: Record<string, PluginReference> = {};
  const publishedOf = publishedOnce();

  for (const [index, entry] of config.architectures.entries()) {
    const what = `architectures[${index}] '${entry.id}'`;
    const found = await problems.attempt('core', `architectures[${index}]`, () =>
      findVariant(plugins, entry.id),
    );
    if (found === undefined) continue;
    const sizes = inputSizesOf(found, config);
    if (datasets.length === 0)
      await problems.attempt('core', what, () => checkEntry(entry, config, plugins));
    for (const dataset of datasets) {
      if (!sizes.includes(dataset.inputSize)) continue;
      onEvent({ type: 'checking-architecture', id: entry.id });
      const planned = await problems.attempt('core', what, () =>
        planNetwork(entry, { config, directory, plugins, publishedOf }, dataset),
      );
      if (planned === undefined) continue;
      architectures[planned.network.id] = planned.reference;
      const trains = isTrainingKind(planned.source.kind) ? trainer : undefined;
      const known = knownRates(samples, trains?.threads ?? defaultThreads());
      const made = await problems.attempt('core', `The recipe of '${entry.id}'`, () =>
        planWeights(planned, dataset, trains && { trainer: trains, known, tf32: config.tf32 }),
      );
      if (made === undefined) continue;
      weights.set(identityOf(made), made);
      cells.push(...planCells(planned, made, dataset, { config, backends, known }));
    }
  }
  return { cells, weights: [...weights.values()], architectures };
}

/** A training is shown once; equal files of several names share an entry of the cache, and are shown each. */
const identityOf = ({ key, source, network }: PlannedWeights): string =>
  isTrainingKind(source.kind) ? key : `${key} ${network.id}`;
