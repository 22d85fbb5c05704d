import type { ArchitecturePlugin, Artefact, ArtefactSource, BackendPlugin } from '@convbench/spec';
import { artefactKeyOf } from '../../plan/artefacts/artefactKeyOf.js';
import { evictArtefacts, keepArtefact, readArtefact } from '../../plan/artefacts/artefactCache.js';
import { writeArtefact } from '../../plan/artefacts/writeArtefact.js';
import { readWeights } from '../../plan/cache/weightFiles.js';
import type { CacheEntry } from '../../plan/cache/weightsCache.js';
import { importPlugin } from '../../plan/plugins/importPlugin.js';
import type { MaterializeTask } from '../tasks/messages.js';
import { buildNetwork, checkGraph, checkModelFile, openOpaque } from './buildNetwork.js';
import { cachedWeights } from './cachedWeights.js';
import type { Parent } from './parent.js';

/** Writes what the engine of a cell loads into the cache, where it is not there yet. */
export async function materializeTask(
  task: MaterializeTask,
  parent: Parent,
): Promise<readonly Artefact[]> {
  await parent.enter('materialize');
  const backend = await importPlugin(task.backend, 'backend');
  const architecture = await importPlugin(task.architecture, 'architecture');
  if (task.isFile) await checkModelFile(architecture, task.cell);
  const entry = await cachedWeights(task.cell.weightsKey);
  const artefacts: Artefact[] = [];
  for (const batchSize of task.batchSizes)
    artefacts.push(await materialize(task, batchSize, { backend, architecture, entry }));
  return artefacts;
}

/** What a network and its weights are read from. */
interface Origin {
  readonly architecture: ArchitecturePlugin;
  readonly entry: CacheEntry;
}

async function materialize(
  task: MaterializeTask,
  batchSize: number,
  { backend, architecture, entry }: Origin & { readonly backend: BackendPlugin },
): Promise<Artefact> {
  const { cell, graphSha256, isFile } = task;
  const key = artefactKeyOf({ cell, batchSize, graphSha256, isFile }, backend, entry);
  const known = await readArtefact(key.sha256, { verify: true });
  if (known !== undefined) return known;
  const source = await sourceOf(task, batchSize, { architecture, entry });
  const options = {
    device: cell.backend.device,
    precision: cell.precision,
    batchSize: key.batchSize,
  };
  const kept = await keepArtefact(key.sha256, (folder) =>
    writeArtefact(backend, source, options, folder),
  );
  await evictArtefacts();
  return kept;
}

async function sourceOf(
  { cell, graphSha256 }: MaterializeTask,
  batchSize: number,
  { architecture, entry }: Origin,
): Promise<ArtefactSource> {
  const opaque = openOpaque(architecture, cell.network);
  if (opaque !== undefined) return { kind: 'onnx', file: opaque.file(batchSize) };
  const graph = buildNetwork(architecture, cell.network);
  checkGraph(graph, graphSha256, architecture);
  return { kind: 'graph', graph, weights: await readWeights(entry) };
}
