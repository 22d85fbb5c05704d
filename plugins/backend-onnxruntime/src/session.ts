/** @file A network opened for inference. */
import { encodeOnnx } from '@convbench/graph';
import type { Graph, Session, SessionOptions, Weights } from '@convbench/spec';
import type { InferenceSession } from 'onnxruntime-node';
import { createSession, deviceError } from './createSession.js';
import { Exclusive } from './exclusive.js';
import { executionProvider, type ExecutionProvider } from './executionProviders.js';
import { loadRuntime, type Runtime } from './runtime.js';

const OPTIMIZATION_LEVEL = 'all';

/**
 * Opens a network with its weights as initializers, which lets onnxruntime pack them once for its blocked
 * convolutions, and a fixed batch size.
 *
 * @throws UserError when the library or the device does not work, or the device cannot run an operator.
 */
export async function open(
  graph: Graph,
  weights: Weights,
  options: SessionOptions,
): Promise<Session> {
  const provider = executionProvider(options.device);
  const runtime = await loadRuntime();
  const model = encodeOnnx(graph, weights, { batchSize: options.batchSize });
  const session = await createSession(runtime, provider, model, {
    threads: options.threads,
    graphOptimizationLevel: OPTIMIZATION_LEVEL,
    enableMemPattern: true,
  });
  return new OnnxruntimeSession(runtime, session, provider, graph, options, model.byteLength);
}

class OnnxruntimeSession implements Session {
  readonly asRun: Session['asRun'];
  readonly #exclusive = new Exclusive('session');
  readonly #inputShape: number[];

  constructor(
    private readonly runtime: Runtime,
    private readonly session: InferenceSession,
    private readonly provider: ExecutionProvider,
    private readonly graph: Graph,
    options: SessionOptions,
    readonly modelBytes: number,
  ) {
    this.asRun = {
      executionProvider: provider.title,
      threads: options.threads,
      graphOptimizationLevel: OPTIMIZATION_LEVEL,
      batchSize: options.batchSize,
    };
    this.#inputShape = graph.input.shape.map((size) => (size === 'N' ? options.batchSize : size));
  }

  run(images: Float32Array): Promise<Float32Array> {
    return this.#exclusive.run(async () => {
      const expected = this.#inputShape.reduce((product, size) => product * size, 1);
      if (images.length !== expected)
        throw new RangeError(
          `A batch has ${images.length} values; [${this.#inputShape.join(', ')}] needs ${expected}.`,
        );
      const [logits] = this.graph.outputs;
      const input = new this.runtime.Tensor('float32', images, this.#inputShape);
      try {
        const results = await this.session.run({ [this.graph.input.name]: input }, [logits]);
        // A fresh tensor of every run, which the caller may keep.
        return (await results[logits]?.getData()) as Float32Array;
      } catch (cause) {
        throw deviceError(this.provider, cause);
      }
    });
  }

  dispose(): Promise<void> {
    return this.#exclusive.dispose(() => this.session.release());
  }
}
