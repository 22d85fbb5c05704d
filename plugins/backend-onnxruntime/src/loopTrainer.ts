/** @file A training in progress on a device that is far from the host: many steps in one run of the model. */
import type {
  ManySteps,
  StepResult,
  Trainer,
  TrainingFeeds,
  TrainingGraph,
  Weights,
} from '@convbench/spec';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { deviceError } from './createSession.js';
import { Exclusive } from './exclusive.js';
import type { ExecutionProvider } from './executionProviders.js';
import type { LoopedSteps } from './lowering/loopSteps.js';
import type { LoweredStep } from './lowering/lowerTrainingGraph.js';
import { packState, unpackState } from './lowering/update/stateBuffers.js';
import { elements } from './lowering/stepBuilder.js';
import type { Runtime } from './runtime.js';
import { stepFeeds, type StepFeed } from './stepFeeds.js';

/** More gain little: the state is a few times as large as the feeds of a step. */
const MOST_STEPS = 32;
/** Of the feeds of all steps together, which are on the host and on the device at a time. */
const MOST_FEED_BYTES = 256 * 2 ** 20;

export interface LoopTrainerParts {
  readonly runtime: Runtime;
  readonly session: InferenceSession;
  readonly provider: ExecutionProvider;
  readonly training: TrainingGraph;
  readonly lowered: LoweredStep;
  readonly looped: LoopedSteps;
}

export class LoopTrainer implements Trainer {
  readonly many: ManySteps;
  readonly #exclusive = new Exclusive('trainer');
  /** By the input of the buffer, as it was after the last run. */
  readonly #state: Map<string, Tensor>;

  constructor(
    private readonly parts: LoopTrainerParts,
    state: Weights,
  ) {
    const { runtime, training, lowered } = parts;
    this.#state = new Map(
      lowered.buffers.map((buffer) => [
        buffer.input,
        new runtime.Tensor('float32', packState(buffer, state), buffer.shape),
      ]),
    );
    const sizes = [training.images, ...training.dropoutMasks.map(({ name }) => name)].map((name) =>
      elements(training.shapes[name] ?? []),
    );
    const bytes = 4 * sizes.reduce((sum, size) => sum + size, 0);
    const most = Math.max(1, Math.min(MOST_STEPS, Math.floor(MOST_FEED_BYTES / bytes)));
    this.many = { most, take: (feeds) => this.#exclusive.run(() => this.#run(feeds)) };
  }

  async step(feeds: TrainingFeeds): Promise<StepResult> {
    const [result] = await this.many.take([feeds]);
    return result as StepResult;
  }

  state(): Promise<Weights> {
    return this.#exclusive.run(async () =>
      unpackState(
        this.parts.lowered.buffers,
        (input) => this.#state.get(input)?.data as Float32Array,
      ),
    );
  }

  dispose(): Promise<void> {
    return this.#exclusive.dispose(() => this.parts.session.release());
  }

  async #run(feeds: readonly TrainingFeeds[]): Promise<StepResult[]> {
    const { runtime, session, provider, training, lowered, looped } = this.parts;
    const steps = feeds.map((each) => stepFeeds(lowered, training, each));
    const inputs: Record<string, Tensor> = {
      [looped.count]: new runtime.Tensor('int64', BigInt64Array.of(BigInt(steps.length)), []),
    };
    for (const [index, { input, shape }] of (steps[0] ?? []).entries())
      inputs[looped.everyStep(input)] = this.#together(
        steps.map((step) => (step[index] as StepFeed).values),
        shape,
      );
    const changed = lowered.buffers.filter(({ output }) => output !== undefined);
    for (const { input, output } of lowered.buffers)
      inputs[output === undefined ? input : looped.before(input)] = this.#state.get(
        input,
      ) as Tensor;
    try {
      const results = await session.run(inputs);
      for (const { input } of changed)
        this.#state.set(input, results[looped.after(input)] as Tensor);
      const [losses, corrects] = [looped.losses, looped.corrects].map(
        (name) => results[name]?.data as Float32Array,
      );
      return steps.map((_, step) => ({
        loss: losses?.[step] as number,
        correct: corrects?.[step] as number,
      }));
    } catch (cause) {
      throw deviceError(provider, cause);
    }
  }

  /** [steps, ...shape] */
  #together(parts: readonly StepFeed['values'][], shape: StepFeed['shape']): Tensor {
    const { Tensor: Made } = this.parts.runtime;
    const size = elements(shape);
    const dimensions = [parts.length, ...shape];
    if (parts[0] instanceof BigInt64Array) {
      const all = new BigInt64Array(parts.length * size);
      parts.forEach((values, step) => all.set(values as BigInt64Array, step * size));
      return new Made('int64', all, dimensions);
    }
    const all = new Float32Array(parts.length * size);
    parts.forEach((values, step) => all.set(values as Float32Array, step * size));
    return new Made('float32', all, dimensions);
  }
}
