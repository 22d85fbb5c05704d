/** @file Inference by one TensorFlow graph with the weights inside. */
import { elementCount } from '@convbench/graph';
import type { Artefact, Session, SessionOptions } from '@convbench/spec';
import type { Engine } from '../engines.js';
import { EventLoopTurns } from '../eventLoop.js';
import type { NativeRuntime } from '../runtime/native.js';
import { LoadedGraph } from './loadedGraph.js';

/** @throws UserError when TensorFlow refuses the graph. */
export function openGraphSession(
  runtime: NativeRuntime,
  engine: Engine,
  { path, input, output }: Artefact,
  { batchSize }: SessionOptions,
): Session {
  const loaded = new LoadedGraph(runtime.binding, path);
  const [batch, ...image] = input.shape;
  const shape = [batch === 'N' ? batchSize : batch, ...image];
  const turns = new EventLoopTurns();
  return {
    asRun: {
      engine: engine.title,
      libtensorflow: runtime.version,
      threads: runtime.threads,
      operatorsAtOnce: runtime.operatorsAtOnce,
      batchSize,
    },
    async run(values) {
      const expected = elementCount(shape);
      if (values.length !== expected)
        throw new RangeError(
          `A batch has ${values.length} values; [${shape.join(', ')}] needs ${expected}.`,
        );
      await turns.takeIfDue();
      const [result] = loaded.run([{ name: input.name, shape, values }], [output]);
      return result as Float32Array;
    },
    async dispose() {
      loaded.dispose();
    },
  };
}
