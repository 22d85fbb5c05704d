/** @file A network opened for inference. */
import { encodeOnnx } from '@convbench/formats';
import { elementCount } from '@convbench/graph';
import { UserError } from '@convbench/spec';
import type { CpuNodes, Graph, OnnxFile, Session, SessionOptions, Weights } from '@convbench/spec';
import type { InferenceSession } from 'onnxruntime-node';
import {
  createSession,
  deviceError,
  lacksKernels,
  type CreateSessionOptions,
} from './createSession.js';
import { Exclusive } from './exclusive.js';
import { executionProvider, type ExecutionProvider } from './executionProviders.js';
import { readPlacement } from './placement.js';
import { loadRuntime, ROOM, type Runtime } from './runtime.js';

const OPTIMIZATION_LEVEL = 'all';
/** The first one compiles and packs. */
const PROFILED_RUNS = 2;

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
  const create = (further: Pick<CreateSessionOptions, 'allowCpuNodes' | 'profilePrefix'>) =>
    createSession(runtime, provider, file.bytes, {
      device: options.device,
      threads: options.threads,
      graphOptimizationLevel: OPTIMIZATION_LEVEL,
      enableMemPattern: true,
      ...further,
    });
  const cpuNodes = () =>
    readPlacement(async (profilePrefix) => {
      const profiled = await create({ allowCpuNodes: true, profilePrefix });
      const { name, shape } = file.input;
      const images = new Float32Array(elementCount(shape));
      const input = { [name]: new runtime.Tensor('float32', images, [...shape]) };
      for (let run = 0; run < PROFILED_RUNS; run++) await profiled.run(input, [file.output]);
      profiled.endProfiling();
      await profiled.release();
    });
  const { allowCpuNodes = false } = options;
  const session = await create({ allowCpuNodes }).catch(async (error: unknown) => {
    throw lacksKernels((error as Error).cause) ? missingKernels(provider, await cpuNodes()) : error;
  });
  return new OnnxruntimeSession(runtime, session, provider, file, options, cpuNodes);
}

function missingKernels({ device, title }: ExecutionProvider, { operators }: CpuNodes): UserError {
  return new UserError(
    ROOM,
    `The device ${device} (${title}) has no kernel for ${operators.join(', ')}, which this network uses.`,
    'Let the CPU compute that with --allow-cpu-nodes (the record then says how much it is), or choose the device cpu.',
  );
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
    readonly cpuNodes: () => Promise<CpuNodes>,
  ) {
    this.#input = input;
    this.#output = output;
    this.modelBytes = bytes.byteLength;
    this.asRun = {
      executionProvider: provider.title,
      threads: options.threads,
      graphOptimizationLevel: OPTIMIZATION_LEVEL,
      batchSize: options.batchSize,
      ...(options.allowCpuNodes === true && { allowCpuNodes: true }),
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
