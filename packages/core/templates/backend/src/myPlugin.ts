/**
 * My plugin: say in a sentence which engine it runs networks on.
 *
 * As it stands it runs them on convbench's own float64 interpreter, which is right and slow. Put the engine in its
 * place: `materialize` writes the file that it loads, `open` loads it, `run` computes.
 */
import { readNetworkFiles, writeNetworkFiles } from '@convbench/formats';
import { interpret } from '@convbench/graph';
import type { Artefact, BackendPlugin, Engine, Session, SessionOptions } from '@convbench/spec';
// Not from '@convbench/spec', whose schemas would count as memory of the network that is measured.
import { API_VERSION } from '@convbench/spec/plain';

const facts = { engineVersion: '1' };

async function open({ path }: Artefact, { batchSize }: SessionOptions): Promise<Session> {
  const { graph, weights } = await readNetworkFiles(path);
  let loaded: { readonly run: (images: Float32Array) => Float64Array } | undefined = {
    run: (images) => interpret(graph, weights, images, batchSize),
  };
  return {
    // What really runs, for the record.
    asRun: { precision: 'float64', threads: 1 },
    async run(images) {
      if (loaded === undefined) throw new Error('The session was disposed.');
      return Float32Array.from(loaded.run(images));
    },
    async dispose() {
      loaded = undefined;
    },
  };
}

const plugin: BackendPlugin = {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'my-plugin',
  title: 'My plugin',
  devices: [
    {
      name: 'cpu',
      usesGpu: false,
      precisions: ['float32'],
      // These files take any batch; an engine that plans for one batch says 'one'.
      artefact: { name: 'network', batch: 'any' },
      sharesTurns: true,
    },
  ],
  // Raise it when `materialize` writes other files for the same network.
  artefactVersion: 1,
  async materialize(source, _options, folder) {
    if (source.kind !== 'graph') throw new Error('This engine runs no ONNX files.');
    return writeNetworkFiles(source.graph, source.weights, folder);
  },
  // Uses the engine, so that a device that does not work is found before anything is measured.
  async probe() {
    return { available: true, ...facts };
  },
  // Loads the engine, and no network.
  async start(): Promise<Engine> {
    return { facts, open, stop: async () => undefined };
  },
  // A backend that can train has `training` as well: docs/adding-a-backend.md.
};

export default plugin;
