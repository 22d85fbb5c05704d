import { allowedCpus } from '@convbench/measure';
import { totalSteps } from '@convbench/train';
import type { Cell, Warning } from '@convbench/spec';
import { checkCacheWritable, listCachedTrainings } from '../cache/weightsCache.js';
import type { LoadedConfig } from '../config/types.js';
import type { PlanEvent } from '../execute/events.js';
import { probeBackend } from '../execute/probeBackend.js';
import { findVariant } from '../plugins/find.js';
import type { PluginReference, PluginSet } from '../plugins/types.js';
import { cacheState } from './cacheState.js';
import { cellId } from './cellId.js';
import { checkSpace } from './checkSpace.js';
import { estimateCell, estimateTraining, knownRates } from './estimate.js';
import { planBackends } from './planBackends.js';
import type { PlannedBackend, Probe } from './planBackends.js';
import { planDatasets } from './planDatasets.js';
import type { PlannedDataset } from './planDatasets.js';
import { inputSizesOf } from './inputSizes.js';
import { checkEntry, planNetwork } from './planNetwork.js';
import type { PlannedNetwork } from './planNetwork.js';
import { planPretrained } from './planPretrained.js';
import { collectProblems } from './problems.js';
import { trainingKey } from './trainingKey.js';
import type { Plan, PlannedCell, PlannedPretrained, PlannedTraining } from './types.js';

export interface MakePlanOptions {
  /** Default: in a child process, with a time limit. */
  readonly probe?: Probe;
  /** Fetch data sets that are missing; default false: they are problems then. */
  readonly fetch?: boolean;
  readonly onEvent?: (event: PlanEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * Checks everything that a run needs and says what it will do: builds every network, probes every backend, looks for
 * every data set and for weights in the cache. What is wrong is in `problems`, all of it at once; it never drops a cell.
 */
export async function makePlan(
  loaded: LoadedConfig,
  plugins: PluginSet,
  options: MakePlanOptions = {},
): Promise<Plan> {
  const { config } = loaded;
  const { onEvent = () => undefined, signal, fetch = false } = options;
  const aborting = signal === undefined ? {} : { signal };
  const probe = options.probe ?? ((backend, device) => probeBackend(backend, device, aborting));
  const problems = collectProblems();

  const datasets = await planDatasets(config, plugins, problems, { fetch, onEvent, ...aborting });
  signal?.throwIfAborted();
  const { backends, trainer, probes } = await planBackends(
    config,
    plugins,
    probe,
    problems,
    onEvent,
  );
  signal?.throwIfAborted();

  const samples = await listCachedTrainings();
  const trainings = new Map<string, PlannedTraining>();
  const pretrained = new Map<string, PlannedPretrained>();
  const cells: PlannedCell[] = [];
  const references = {
    architectures: {} as Record<string, PluginReference>,
    backends: {} as Record<string, PluginReference>,
    datasets: {} as Record<string, PluginReference>,
  };
  for (const backend of trainer === undefined ? backends : [...backends, trainer])
    references.backends[backend.name] = backend.reference;

  for (const [index, entry] of config.architectures.entries()) {
    const found = await problems.attempt('core', `architectures[${index}]`, () =>
      findVariant(plugins, entry.id),
    );
    if (found === undefined) continue;
    const sizes = inputSizesOf(found, config);
    if (datasets.length === 0)
      await problems.attempt('core', `architectures[${index}] '${entry.id}'`, () =>
        checkEntry(entry, config, plugins),
      );
    for (const dataset of datasets) {
      if (!sizes.includes(dataset.inputSize)) continue;
      references.datasets[dataset.facts.name] = dataset.reference;
      onEvent({ type: 'checking-architecture', id: entry.id });
      const planned = await problems.attempt('core', `architectures[${index}] '${entry.id}'`, () =>
        planNetwork(entry, config, dataset, plugins),
      );
      if (planned === undefined) continue;
      references.architectures[planned.network.id] = planned.reference;
      if (planned.pretrained !== undefined) {
        const weights = await planPretrained(planned, planned.pretrained, dataset);
        // Equal files of several names share an entry of the cache, and are shown each.
        pretrained.set(`${weights.key} ${planned.network.id}`, weights);
        const known = knownRates(samples, allowedCpus());
        cells.push(...planCells(planned, weights, dataset, backends, config, known));
        continue;
      }
      if (trainer === undefined) continue;
      const training = await problems.attempt('core', `The recipe of '${entry.id}'`, () =>
        planTraining(planned, dataset, trainer, config.seed),
      );
      if (training === undefined) continue;
      const known = knownRates(samples, training.threads);
      const cache = await cacheState(training.key);
      const images = training.steps * training.recipe.batchSize;
      const estimatedSeconds =
        cache.state === 'done'
          ? 0
          : estimateTraining(images, planned.static, training.threads, known);
      trainings.set(training.key, { ...training, cache, estimatedSeconds });
      cells.push(...planCells(planned, training, dataset, backends, config, known));
    }
  }
  checkDuplicates(cells, problems.add);
  await problems.attempt('core', 'Checking the weights cache', async () => {
    await checkSpace(await checkCacheWritable(), [...trainings.values()], [...pretrained.values()]);
  });

  const planned = [...trainings.values(), ...pretrained.values(), ...cells];
  const estimates = planned.map((item) => item.estimatedSeconds);
  return {
    config,
    directory: loaded.directory,
    cells,
    trainings: [...trainings.values()],
    pretrained: [...pretrained.values()],
    probes,
    references,
    problems: problems.list,
    estimatedSeconds: estimates.reduce((sum, seconds) => sum + seconds, 0),
    estimateBasis:
      samples.length === 0
        ? 'multiply-accumulates and a rough speed of two CPU cores; nothing was trained on this machine yet'
        : `the speed of ${samples.length} earlier training${samples.length === 1 ? '' : 's'} on this machine`,
  };
}

function planTraining(
  planned: PlannedNetwork,
  dataset: PlannedDataset,
  trainer: PlannedBackend,
  seed: number,
): Omit<PlannedTraining, 'cache' | 'estimatedSeconds'> {
  const { network, recipe } = planned;
  const { facts, inputSize, channels, normalization } = dataset;
  const { name, title, device, engineVersion, threads } = trainer;
  const { checksum, preprocessing } = facts;
  const key = trainingKey({
    graphSha256: planned.static.graphSha256,
    dataset: { name: facts.name, checksum, inputSize, channels, preprocessing, normalization },
    recipe,
    seed,
    backend: { name, device, engineVersion },
  });
  return {
    key,
    network,
    dataset: facts,
    backend: { name, title, device, engineVersion },
    recipe,
    seed,
    threads,
    static: planned.static,
    steps: totalSteps(recipe, facts.trainImages),
  };
}

function planCells(
  planned: PlannedNetwork,
  weights: Pick<PlannedTraining, 'key'> | PlannedPretrained,
  dataset: PlannedDataset,
  backends: readonly PlannedBackend[],
  config: LoadedConfig['config'],
  known: ReturnType<typeof knownRates>,
): PlannedCell[] {
  const provenance =
    'sha256' in weights
      ? {
          pretrained: {
            origin: weights.origin,
            sha256: weights.sha256,
            ...(weights.initial && { untrained: true as const }),
          },
        }
      : {};
  const warnings: Warning[] =
    'notes' in weights
      ? weights.notes.map(({ kind, message }) => ({
          kind: 'imported-model-note',
          note: kind,
          detail: message,
        }))
      : [];
  return backends.flatMap(({ name, title, device, threads }) =>
    config.precisions.flatMap((precision) =>
      config.batchSizes.map((batchSize) => {
        const cell: Omit<Cell, 'id'> = {
          network: planned.network,
          backend: { name, title, device },
          dataset: dataset.facts,
          batchSize,
          precision,
          threads,
          seed: config.seed,
          trainingKey: weights.key,
          ...provenance,
        };
        const estimatedSeconds = estimateCell(
          {
            macs: planned.static.macs,
            batchSize,
            testImages: dataset.facts.testImages,
            threads,
            measuring: config.measuring,
          },
          known,
        );
        return {
          cell: { id: cellId(cell), ...cell },
          static: planned.static,
          estimatedSeconds,
          warnings,
        };
      }),
    ),
  );
}

function checkDuplicates(
  cells: readonly PlannedCell[],
  add: (room: string, problem: string, remedy: string) => void,
): void {
  const seen = new Set<string>();
  for (const { cell } of cells) {
    if (seen.has(cell.id))
      add(
        'core',
        `The matrix has '${cell.network.id}' on ${cell.backend.name} ${cell.backend.device}, batch ${cell.batchSize}, more than once.`,
        'Take one of the equal entries out of the config.',
      );
    seen.add(cell.id);
  }
}
