import type {
  BackendPlugin,
  Device,
  Graph,
  Session,
  SessionOptions,
  Weights,
} from '@convbench/spec';
import { openThroughFiles } from '../plan/artefacts/writeArtefact.js';

/** Starts a backend's engine and opens a network on it, by way of files that are there while the session is. */
export async function openNetwork(
  plugin: BackendPlugin,
  graph: Graph,
  weights: Weights,
  {
    device,
    threads,
    ...options
  }: SessionOptions & { readonly device: Device; readonly threads: number },
): Promise<Session> {
  const engine = await plugin.start(device, { threads });
  return openThroughFiles(
    plugin,
    engine,
    { kind: 'graph', graph, weights },
    { device, precision: 'float32', ...options },
  );
}
