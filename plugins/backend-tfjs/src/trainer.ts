/** @file A training in progress on TensorFlow. */
import { elementCount } from '@convbench/graph';
import type {
  StepResult,
  Trainer,
  TrainerOptions,
  TrainingFeeds,
  TrainingGraph,
  Weights,
} from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { engineOf, ENGINES, ROOM } from './engines.js';
import { EventLoopTurns } from './eventLoop.js';
import { LoadedGraph, type Feed } from './graph/loadedGraph.js';
import type { Binding } from './runtime/binding.js';
import { nativeRuntime } from './engine.js';
import { lowerTrainingGraph, type LoweredStep } from './training/lowerTrainingGraph.js';

/** @throws UserError when the engine does not work here or cannot train, or has no form of an operator. */
export async function openTrainer(
  training: TrainingGraph,
  state: Weights,
  options: TrainerOptions,
): Promise<Trainer> {
  const engine = engineOf(options.device);
  if (!engine.canTrain) {
    const able = ENGINES.filter(({ canTrain }) => canTrain).map(({ device }) => device);
    throw new UserError(
      ROOM,
      `The engine ${engine.device} cannot train.`,
      `Train with one of: ${able.join(', ')}.`,
    );
  }
  const runtime = await nativeRuntime(engine, options.threads);
  return new TensorflowTrainer(runtime.binding, training, lowerTrainingGraph(training), state);
}

class TensorflowTrainer implements Trainer {
  readonly #graph: LoadedGraph;
  readonly #classes: number;
  readonly #turns = new EventLoopTurns();

  constructor(
    binding: Binding,
    private readonly training: TrainingGraph,
    private readonly lowered: LoweredStep,
    state: Weights,
  ) {
    this.#classes = training.shapes[training.forward.outputs[0]]?.[1] ?? 0;
    this.#graph = LoadedGraph.throughFolder(binding, lowered.build.savedModel());
    const feeds = lowered.variables.map(({ name, input, shape }) => {
      const values = state.get(name);
      // A copy: TensorFlow goes on using the memory that a variable is given.
      return feedOf(name, input, shape, values?.slice());
    });
    this.#graph.run(feeds, [lowered.initialize]);
  }

  async step(feeds: TrainingFeeds): Promise<StepResult> {
    const { lowered, training } = this;
    this.#requireLabels(feeds.labels);
    if (lowered.otherLabels !== undefined)
      this.#requireLabels(feeds.mix?.labels ?? new Int32Array(0));
    await this.#turns.takeIfDue();
    const images = training.shapes[training.images] ?? [];
    const [loss, correct] = this.#graph.run(
      [
        feedOf('images', lowered.images, images, feeds.images),
        { name: lowered.labels, shape: [training.batchSize], values: feeds.labels },
        ...(lowered.otherLabels === undefined || feeds.mix === undefined
          ? []
          : [{ name: lowered.otherLabels, shape: [training.batchSize], values: feeds.mix.labels }]),
        ...lowered.masks.map(({ name, input, shape }) =>
          feedOf(name, input, shape, feeds.dropoutMasks.get(name)),
        ),
        ...lowered.scalars.map(({ input, value }) =>
          feedOf(input, input, [], Float32Array.of(value(feeds))),
        ),
      ],
      [lowered.loss, lowered.correct],
    );
    return { loss: Number(loss?.[0]), correct: Number(correct?.[0]) };
  }

  async state(): Promise<Weights> {
    const { variables } = this.lowered;
    const values = this.#graph.run(
      [],
      variables.map(({ output }) => output),
    );
    return new Map(variables.map(({ name }, i) => [name, values[i] as Float32Array]));
  }

  async dispose(): Promise<void> {
    this.#graph.dispose();
  }

  /** The kernel returns NaN for a label that is no class. */
  #requireLabels(labels: Int32Array): void {
    const { batchSize } = this.training;
    if (labels.length !== batchSize)
      throw new RangeError(`There are ${labels.length} labels for ${batchSize} images.`);
    const wrong = labels.find((label) => label < 0 || label >= this.#classes);
    if (wrong !== undefined)
      throw new UserError(
        ROOM,
        `A label is ${wrong}, but the network has ${this.#classes} classes, numbered from 0.`,
        'Give the architecture as many classes as the data set has.',
      );
  }
}

function feedOf(
  what: string,
  name: string,
  shape: readonly number[],
  values: Float32Array = new Float32Array(0),
): Feed {
  const expected = elementCount(shape);
  if (values.length !== expected)
    throw new RangeError(
      `'${what}' has ${values.length} values; [${shape.join(', ')}] needs ${expected}.`,
    );
  return { name, shape, values };
}
