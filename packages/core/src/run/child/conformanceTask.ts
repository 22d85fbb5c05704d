import type { Conformance } from '@convbench/spec';
import type { ConformanceTask } from '../tasks/messages.js';
import { importPlugin } from '../../plan/plugins/importPlugin.js';
import { buildNetwork } from './buildNetwork.js';
import type { Parent } from './parent.js';
import { checkConformance } from './conformance/checkConformance.js';

/** Checks the convolutions of a cell's network on its device, in a process that measures nothing. */
export async function conformanceTask(
  { cell, batchSize, architecture: reference, backend: backendReference }: ConformanceTask,
  parent: Parent,
): Promise<Conformance | undefined> {
  await parent.enter('conformance');
  const backend = await importPlugin(backendReference, 'backend');
  const architecture = await importPlugin(reference, 'architecture');
  const { threads } = cell;
  const { device } = cell.backend;
  const graph = buildNetwork(architecture, cell.network);
  return checkConformance(backend, graph, { device, batchSize, threads });
}
