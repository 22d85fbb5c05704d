import { readNetworkFiles, writeNetworkFiles } from '@convbench/formats';
import type {
  AsRun,
  BackendPlugin,
  Device,
  DeviceDescriptor,
  EngineFacts,
  Graph,
  Session,
  SessionOptions,
  Weights,
} from '@convbench/spec';

/** What a backend in a test computes a network with. */
export type OpenNetwork = (
  graph: Graph,
  weights: Weights,
  options: SessionOptions & { readonly device: Device; readonly threads: number },
) => Session | Promise<Session>;

/** The part of a backend that a test gives as a function of the network: its files are the graph and its weights. */
export function enginesOf(
  open: OpenNetwork,
  facts: EngineFacts = { engineVersion: '1' },
  describe?: () => Promise<AsRun>,
): Pick<BackendPlugin, 'artefactVersion' | 'materialize' | 'start'> {
  return {
    artefactVersion: 1,
    materialize: (source, _, folder) => {
      if (source.kind !== 'graph') throw new Error('This backend runs no ONNX files.');
      return writeNetworkFiles(source.graph, source.weights, folder);
    },
    start: async (device, { threads }) => ({
      facts,
      open: async ({ path }, options) => {
        const { graph, weights } = await readNetworkFiles(path);
        return open(graph, weights, { ...options, device, threads });
      },
      ...(describe && { describe }),
      stop: () => Promise.resolve(),
    }),
  };
}

/** A device on the processor that trains if it is said. */
export const deviceOf = (
  name: Device,
  members: Partial<DeviceDescriptor> = {},
): DeviceDescriptor => ({
  name,
  usesGpu: false,
  precisions: ['float32'],
  artefact: { name: 'network', batch: 'any' },
  sharesTurns: true,
  ...members,
});
