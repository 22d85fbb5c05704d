/**
 * My plugin: say in a sentence which engine it runs networks on.
 *
 * As it stands it runs them on convbench's own float64 interpreter, which is right and slow. Put the engine in its
 * place: `open` translates the graph and loads it, `run` computes.
 */
import { interpret } from '@convbench/graph';
import { API_VERSION } from '@convbench/spec';
import type { Availability, BackendPlugin, Session } from '@convbench/spec';

/** Uses the engine, so that a device that does not work is found before anything is measured. */
async function probe(): Promise<Availability> {
  return { available: true, engineVersion: '1' };
}

const plugin: BackendPlugin = {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'my-plugin',
  title: 'My plugin',
  devices: ['cpu'],
  probe,
  async open(graph, weights, { batchSize }): Promise<Session> {
    let loaded: { readonly run: (images: Float32Array) => Float64Array } | undefined = {
      run: (images) => interpret(graph, weights, images, batchSize),
    };
    return {
      modelBytes: [...weights.values()].reduce((sum, values) => sum + values.byteLength, 0),
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
  },
  // A backend that can train has `openTrainer` as well: docs/adding-a-backend.md.
};

export default plugin;
