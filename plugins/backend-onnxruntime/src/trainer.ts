/** @file A training in progress on onnxruntime: one run of the lowered model per step. */
import { encodeOnnxModel } from '@convbench/formats';
import type {
  StepResult,
  Trainer,
  TrainerOptions,
  TrainingFeeds,
  TrainingGraph,
  Weights,
} from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { createSession, deviceError } from './createSession.js';
import { Exclusive } from './exclusive.js';
import { executionProvider, type ExecutionProvider } from './executionProviders.js';
import { lowerTrainingGraph, type LoweredStep } from './lowering/lowerTrainingGraph.js';
import { loweringFor, type LoweringOptions } from './lowering/options.js';
import { packState, unpackState } from './lowering/update/stateBuffers.js';
import { elements } from './lowering/stepBuilder.js';
import { loopSteps } from './lowering/loopSteps.js';
import { LoopTrainer } from './loopTrainer.js';
import { runInto, withoutCopies } from './runInto.js';
import { loadRuntime, ROOM, type Runtime } from './runtime.js';
import { stepFeeds } from './stepFeeds.js';

/**
 * Lowers a training graph to one model and loads it. The same graph, state and feeds give the same weights, bit for
 * bit.
 *
 * `lowering` is for tests: by default it is that of the device.
 *
 * @throws UserError when the library or the device does not work, or an operator cannot be trained.
 */
export async function openTrainer(
  training: TrainingGraph,
  state: Weights,
  options: TrainerOptions,
  lowering?: LoweringOptions,
): Promise<Trainer> {
  const provider = executionProvider(options.device);
  if (provider.lowering === undefined)
    throw new UserError(
      ROOM,
      `The device ${provider.device} cannot train.`,
      'Choose another trainer, such as onnxruntime:cpu.',
    );
  const chosen = lowering ?? loweringFor(provider.lowering);
  const lowered = lowerTrainingGraph(training, chosen);
  const runtime = await loadRuntime();
  const looped = chosen.device === 'cuda' ? loopSteps(lowered) : undefined;
  // The other devices have no kernel for sequences.
  const single = provider.device === 'cpu' ? withoutCopies(lowered.model) : lowered.model;
  const model = looped?.model ?? single;
  const session = await createSession(runtime, provider, encodeOnnxModel(model), {
    device: options.device,
    threads: options.threads,
    // The lowering emits what should run; optimising it only takes time.
    graphOptimizationLevel: 'disabled',
    // Saves two fifths of the memory and costs nothing.
    enableMemPattern: false,
    sessionConfiguration: { set_denormal_as_zero: '1' },
  });
  if (looped)
    return new LoopTrainer({ runtime, session, provider, training, lowered, looped }, state);
  return new OnnxruntimeTrainer(runtime, session, provider, training, lowered, state);
}

class OnnxruntimeTrainer implements Trainer {
  readonly #exclusive = new Exclusive('trainer');
  /** Read by the next step. */
  #current: ReadonlyMap<string, Tensor>;
  /** Written by the next step: a run that writes where it reads would update weights before their last use. */
  #next: ReadonlyMap<string, Tensor>;

  constructor(
    private readonly runtime: Runtime,
    private readonly session: InferenceSession,
    private readonly provider: ExecutionProvider,
    private readonly training: TrainingGraph,
    private readonly lowered: LoweredStep,
    state: Weights,
  ) {
    const tensor = (data: Float32Array, shape: readonly number[]): Tensor =>
      new runtime.Tensor('float32', data, shape);
    this.#current = new Map(
      lowered.buffers.map((buffer) => [
        buffer.input,
        tensor(packState(buffer, state), buffer.shape),
      ]),
    );
    this.#next = new Map(
      lowered.buffers.map(({ input, output, shape }) => [
        input,
        output === undefined
          ? (this.#current.get(input) as Tensor)
          : tensor(new Float32Array(elements(shape)), shape),
      ]),
    );
  }

  step(feeds: TrainingFeeds): Promise<StepResult> {
    return this.#exclusive.run(async () => {
      const { lowered } = this;
      const inputs: Record<string, Tensor> = {};
      for (const { input, shape, values } of stepFeeds(lowered, this.training, feeds))
        inputs[input] =
          values instanceof Float32Array
            ? new this.runtime.Tensor('float32', values, shape)
            : new this.runtime.Tensor('int64', values, shape);
      const loss = new this.runtime.Tensor('float32', new Float32Array(1), []);
      const correct = new this.runtime.Tensor('float32', new Float32Array(1), []);
      const outputs: Record<string, Tensor> = { [lowered.loss]: loss, [lowered.correct]: correct };
      for (const { input, output } of lowered.buffers) {
        inputs[input] = this.#current.get(input) as Tensor;
        if (output !== undefined) outputs[output] = this.#next.get(input) as Tensor;
      }
      try {
        await runInto(this.session, inputs, outputs);
      } catch (cause) {
        throw deviceError(this.provider, cause);
      }
      [this.#current, this.#next] = [this.#next, this.#current];
      return { loss: Number(loss.data[0]), correct: Number(correct.data[0]) };
    });
  }

  state(): Promise<Weights> {
    return this.#exclusive.run(async () =>
      unpackState(this.lowered.buffers, (input) => this.#current.get(input)?.data as Float32Array),
    );
  }

  dispose(): Promise<void> {
    return this.#exclusive.dispose(() => this.session.release());
  }
}
