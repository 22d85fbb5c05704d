/** @file A network opened for inference. */
import { encodeOnnx } from '@convbench/graph';
import type { Graph, OnnxFile, Session, SessionOptions, Weights } from '@convbench/spec';
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
  const bytes = encodeOnnx(graph, weights, { batchSize: options.batchSize });
  const shape = graph.input.shape.map((size) => (size === 'N' ? options.batchSize : size));
  return openOnnx(
    { bytes, input: { name: graph.input.name, shape }, output: graph.outputs[0] },
    options,
  );
}

/**
 * Opens an ONNX file as it stands, with whatever operators onnxruntime has.
 *
 * @throws UserError when the library or the device does not work, or the device cannot run an operator.
 */
export async function openOnnx(file: OnnxFile, options: SessionOptions): Promise<Session> {
  const provider = executionProvider(options.device);
  const runtime = await loadRuntime();
  const session = await createSession(runtime, provider, file.bytes, {
    threads: options.threads,
    graphOptimizationLevel: OPTIMIZATION_LEVEL,
    enableMemPattern: true,
  });
  return new OnnxruntimeSession(runtime, session, provider, file, options);
}

class OnnxruntimeSession implements Session {
  readonly asRun: Session['asRun'];
  readonly #exclusive = new Exclusive('session');
  readonly #input: OnnxFile['input'];
  readonly #output: string;
  readonly modelBytes: number;

  constructor(
    private readonly runtime: Runtime,
    private readonly session: InferenceSession,
    private readonly provider: ExecutionProvider,
    { bytes, input, output }: OnnxFile,
    options: SessionOptions,
  ) {
    this.#input = input;
    this.#output = output;
    this.modelBytes = bytes.byteLength;
    this.asRun = {
      executionProvider: provider.title,
      threads: options.threads,
      graphOptimizationLevel: OPTIMIZATION_LEVEL,
      batchSize: options.batchSize,
    };
  }

  run(images: Float32Array): Promise<Float32Array> {
    return this.#exclusive.run(async () => {
      const { name, shape } = this.#input;
      const expected = shape.reduce((product, size) => product * size, 1);
      if (images.length !== expected)
        throw new RangeError(
          `A batch has ${images.length} values; [${shape.join(', ')}] needs ${expected}.`,
        );
      const input = new this.runtime.Tensor('float32', images, [...shape]);
      try {
        const results = await this.session.run({ [name]: input }, [this.#output]);
        // A fresh tensor of every run, which the caller may keep.
        return (await results[this.#output]?.getData()) as Float32Array;
      } catch (cause) {
        throw deviceError(this.provider, cause);
      }
    });
  }

  dispose(): Promise<void> {
    return this.#exclusive.dispose(() => this.session.release());
  }
}
