import {
  UserError,
  type BatchStream,
  type CurvePoint,
  type Recipe,
  type Trainer,
  type TrainingGraph,
  type Weights,
} from '@convbench/spec';
import type { Checkpoint } from './checkpoint.js';
import { dropoutMasks } from './dropoutMasks.js';
import { checkState } from './initialState.js';
import { LearningCurve } from './learningCurve.js';
import { RunningMeans, type TrainingProgress } from './progress.js';
import { learningRateAt, totalSteps } from './schedule.js';

export interface FitOptions {
  /** Opened with `initialState`, or with the state of `resumeFrom`. Stays open. */
  readonly trainer: Trainer;
  readonly training: TrainingGraph;
  /** Its first batch must be that of the first step to take: of step `resumeFrom.step + 1`. Stays open. */
  readonly batches: BatchStream;
  readonly recipe: Recipe;
  /** Of the data set: what an epoch is. */
  readonly trainImages: number;
  /** Of the dropout masks. */
  readonly seed: number;
  readonly resumeFrom?: Checkpoint;
  /** Called after every step; the receiver throttles. */
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly saveCheckpoint?: (checkpoint: Checkpoint) => Promise<void>;
  /** Seconds of training between checkpoints; default 60. */
  readonly checkpointEverySeconds?: number;
  readonly signal?: AbortSignal;
  /** A clock in seconds; default: the process's monotonic one. */
  readonly now?: () => number;
}

export interface FitResult {
  /** Parameters and running statistics, without optimizer slots. */
  readonly weights: Weights;
  readonly curve: readonly CurvePoint[];
  readonly steps: number;
  readonly imagesSeen: number;
  /** Seconds of preparing batches and of steps, those before a resumption included; not of saving. */
  readonly trainSeconds: number;
}

/** Thrown after the last step was saved when the signal asked for a stop. */
export class AbortError extends Error {
  override readonly name = 'AbortError';
}

/**
 * Trains for as many steps as the recipe's budget holds.
 *
 * With a resumed checkpoint, a trainer that keeps its state in float32 ends with the very weights of an undisturbed
 * training. Throws an `AbortError` soon after the signal, having saved a checkpoint, and a `UserError` for a loss
 * or weights that are not finite, for labels beyond the classes and for a checkpoint of another training.
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { trainer, training, batches, recipe, seed, resumeFrom, saveCheckpoint, signal } = options;
  const { checkpointEverySeconds = 60, now = () => performance.now() / 1000 } = options;
  const { batchSize } = training;
  if (batchSize !== recipe.batchSize)
    throw new RangeError(`The step takes ${batchSize} images, the recipe ${recipe.batchSize}.`);
  if (resumeFrom) checkState(training, resumeFrom.state);

  const total = totalSteps(recipe, options.trainImages);
  const curve = new LearningCurve(total, batchSize, resumeFrom);
  const means = new RunningMeans();
  let step = resumeFrom?.step ?? 0;
  let imagesSeen = resumeFrom?.imagesSeen ?? 0;
  let elapsedSeconds = resumeFrom?.elapsedSeconds ?? 0;
  let saved = { step, elapsedSeconds };

  const save = async (): Promise<void> => {
    if (!saveCheckpoint || saved.step === step) return;
    const state = await trainer.state();
    await saveCheckpoint({ step, imagesSeen, elapsedSeconds, ...curve.state(), state });
    saved = { step, elapsedSeconds };
  };

  while (step < total) {
    if (signal?.aborted) {
      await save();
      throw new AbortError(`The training was stopped after step ${step} of ${total}.`, {
        cause: signal.reason,
      });
    }
    const begin = now();
    const { images, labels } = await batches.next();
    requireClasses(labels, training);
    const learningRate = learningRateAt(recipe, step + 1, total);
    const result = await trainer.step({
      images,
      labels,
      learningRate,
      step: step + 1,
      dropoutMasks: dropoutMasks(training, seed, step + 1),
    });
    const seconds = now() - begin;
    step++;
    if (!Number.isFinite(result.loss)) throw diverged(`loss is ${result.loss}`, step, learningRate);
    imagesSeen += batchSize;
    elapsedSeconds += seconds;
    curve.record({ ...result, step, imagesSeen, elapsedSeconds, learningRate });
    means.add(result, seconds);
    options.onProgress?.({
      step,
      totalSteps: total,
      imagesSeen,
      loss: means.loss,
      trainTop1: means.correct / batchSize,
      imagesPerSecond: batchSize / means.secondsPerStep,
      secondsLeft: (total - step) * means.secondsPerStep,
      learningRate,
    });
    if (step < total && elapsedSeconds - saved.elapsedSeconds >= checkpointEverySeconds)
      await save();
  }

  const state = await trainer.state();
  const weights = new Map<string, Float32Array>();
  for (const { name } of training.forward.parameters) {
    const values = state.get(name);
    if (!values) throw new Error(`The trainer has no values for '${name}'.`);
    if (!values.every(Number.isFinite))
      throw diverged(
        `parameter '${name}' is not finite`,
        step,
        learningRateAt(recipe, step, total),
      );
    weights.set(name, values);
  }
  return {
    weights,
    curve: curve.state().curve,
    steps: step,
    imagesSeen,
    trainSeconds: elapsedSeconds,
  };
}

/** Backends take a label beyond the classes in silence, as an image that belongs to none. */
function requireClasses(labels: Int32Array, { forward, shapes }: TrainingGraph): void {
  const classes = shapes[forward.outputs[0]]?.[1] ?? 0;
  const foreign = labels.find((label) => label < 0 || label >= classes);
  if (foreign !== undefined)
    throw new UserError(
      'train',
      `An image has the label ${foreign}, but the network has ${classes} classes.`,
      "Set the architecture's option 'classes' to the number of classes of the data set.",
    );
}

function diverged(what: string, step: number, learningRate: number): UserError {
  return new UserError(
    'train',
    `The training diverged: after step ${step} (learning rate ${learningRate}) the ${what}.`,
    "Lower the recipe's learningRate or give its schedule more warmupSteps.",
  );
}
