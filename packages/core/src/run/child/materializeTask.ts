import type { Artefact, BackendPlugin } from '@convbench/spec';
import { artefactKeyOf } from '../../plan/artefacts/artefactKeyOf.js';
import { evictArtefacts, keepArtefact, readArtefact } from '../../plan/artefacts/artefactCache.js';
import { writeArtefact } from '../../plan/artefacts/writeArtefact.js';
import { readWeights } from '../../plan/cache/weightFiles.js';
import type { CacheEntry } from '../../plan/cache/weightsCache.js';
import { importPlugin } from '../../plan/plugins/importPlugin.js';
import type { Materialized, MaterializeTask } from '../tasks/messages.js';
import { buildNetwork, checkGraph } from './buildNetwork.js';
import { cachedWeights } from './cachedWeights.js';
import type { Parent } from './parent.js';
import { openSource } from './sources/openSource.js';
import type { OpenedSource } from './sources/openSource.js';

/** Writes what the engine of a cell loads into the cache, where it is not there yet. */
export async function materializeTask(
  task: MaterializeTask,
  parent: Parent,
): Promise<Materialized> {
  await parent.enter('materialize');
  const backend = await importPlugin(task.backend, 'backend');
  const architecture = await importPlugin(task.architecture, 'architecture');
  const { network, weightsKey } = task.cell;
  const entry = await cachedWeights(weightsKey);
  const opened = await openSource(task.source, { architecture, network }, async () => {
    const graph = buildNetwork(architecture, network);
    checkGraph(graph, task.graphSha256, architecture);
    return { kind: 'graph', graph, weights: await readWeights(entry) };
  });
  const artefacts: Materialized['artefacts'][number][] = [];
  for (const batchSize of task.batchSizes)
    artefacts.push(await materialize(task, batchSize, { backend, entry, opened }));
  const reference = { path: entry.referencePath, logits: entry.facts.referenceLogits };
  return { artefacts, reference };
}

/** What an artefact is made by and of. */
interface Origin {
  readonly backend: BackendPlugin;
  readonly entry: CacheEntry;
  readonly opened: OpenedSource;
}

async function materialize(
  { cell, graphSha256, source }: MaterializeTask,
  batchSize: number,
  { backend, entry, opened }: Origin,
): Promise<{ readonly artefact: Artefact; readonly key: string }> {
  const key = artefactKeyOf({ cell, batchSize, graphSha256, source }, backend, entry);
  const known = await readArtefact(key.sha256, { verify: true });
  if (known !== undefined) return { artefact: known, key: key.sha256 };
  const options = {
    device: cell.backend.device,
    precision: cell.precision,
    batchSize: key.batchSize,
  };
  const network = await opened(batchSize);
  const kept = await keepArtefact(key.sha256, (folder) =>
    writeArtefact(backend, network, options, folder),
  );
  await evictArtefacts();
  return { artefact: kept, key: key.sha256 };
}
