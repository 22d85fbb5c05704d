/** @file A network opened for inference. */
import { elementCount } from '@convbench/graph';
import { UserError } from '@convbench/spec/plain';
import type { Artefact, Device, Profile, Session, SessionOptions } from '@convbench/spec';
import type { InferenceSession } from 'onnxruntime-node';
import {
  createSession,
  deviceError,
  lacksKernels,
  type CreateSessionOptions,
} from './createSession.js';
import { Exclusive } from './exclusive.js';
import { executionProvider, type ExecutionProvider } from './executionProviders.js';
import { profileRuns } from './profile.js';
import { loadRuntime, ROOM, type Runtime } from './runtime.js';

const OPTIMIZATION_LEVEL = 'all';

export interface OpenSessionOptions extends SessionOptions {
  readonly device: Device;
  readonly threads: number;
}

/** A file that is loaded in one way, with or without a profile. */
class Model {
  readonly input;

  constructor(
    readonly runtime: Runtime,
    readonly provider: ExecutionProvider,
    readonly artefact: Artefact,
    private readonly options: OpenSessionOptions,
  ) {
    const { name, shape } = artefact.input;
    const [batch, ...image] = shape;
    this.input = { name, shape: [batch === 'N' ? options.batchSize : batch, ...image] };
  }

  load(
    further: Pick<CreateSessionOptions, 'allowCpuNodes' | 'profilePrefix'>,
  ): Promise<InferenceSession> {
    const { device, threads } = this.options;
    return createSession(this.runtime, this.provider, this.artefact.path, {
      device,
      threads,
      graphOptimizationLevel: OPTIMIZATION_LEVEL,
      enableMemPattern: true,
      ...further,
    });
  }

  /** The CPU may compute what the device lacks, so that the profile can say what that is. */
  profile(): Promise<Profile> {
    const { runtime, input, artefact } = this;
    return profileRuns({
      runtime,
      input,
      output: artefact.output,
      open: (profilePrefix) => this.load({ allowCpuNodes: true, profilePrefix }),
    });
  }
}

/** @throws UserError when the device cannot run an operator, or the file cannot be read. */
export async function openSession(
  runtime: Runtime,
  provider: ExecutionProvider,
  artefact: Artefact,
  options: OpenSessionOptions,
): Promise<Session> {
  const { allowCpuNodes = false } = options;
  const model = new Model(runtime, provider, artefact, options);
  const session = await model.load({ allowCpuNodes }).catch(async (error: unknown) => {
    throw lacksKernels((error as Error).cause)
      ? missingKernels(provider, await model.profile())
      : error;
  });
  return new OnnxruntimeSession(model, session, options);
}

/** Where the time of a run goes; see `ProfileGroup`. */
export async function profile(artefact: Artefact, options: OpenSessionOptions): Promise<Profile> {
  const provider = executionProvider(options.device);
  return new Model(await loadRuntime(), provider, artefact, options).profile();
}

function missingKernels({ device, title }: ExecutionProvider, { nodes }: Profile): UserError {
  const missing = nodes.filter(({ on }) => on === 'cpu').map(({ operator }) => operator);
  return new UserError(
    ROOM,
    `The device ${device} (${title}) has no kernel for ${[...new Set(missing)].sort().join(', ')}, which this network uses.`,
    'Let the CPU compute that with --allow-cpu-nodes (the record then says how much it is), or choose the device cpu.',
  );
}

class OnnxruntimeSession implements Session {
  readonly asRun: Session['asRun'];
  readonly #exclusive = new Exclusive('session');

  constructor(
    private readonly model: Model,
    private readonly session: InferenceSession,
    options: OpenSessionOptions,
  ) {
    this.asRun = {
      executionProvider: model.provider.title,
      threads: options.threads,
      graphOptimizationLevel: OPTIMIZATION_LEVEL,
      batchSize: options.batchSize,
      ...(options.allowCpuNodes === true && { allowCpuNodes: true }),
    };
  }

  run(images: Float32Array): Promise<Float32Array> {
    return this.#exclusive.run(async () => {
      const { runtime, provider, input, artefact } = this.model;
      const { name, shape } = input;
      const expected = elementCount(shape);
      if (images.length !== expected)
        throw new RangeError(
          `A batch has ${images.length} values; [${shape.join(', ')}] needs ${expected}.`,
        );
      const tensor = new runtime.Tensor('float32', images, shape);
      try {
        const results = await this.session.run({ [name]: tensor }, [artefact.output]);
        // A fresh tensor of every run, which the caller may keep.
        return (await results[artefact.output]?.getData()) as Float32Array;
      } catch (cause) {
        throw deviceError(provider, cause);
      }
    });
  }

  dispose(): Promise<void> {
    return this.#exclusive.dispose(() => this.session.release());
  }
}
