import {
  UserError,
  type BatchStream,
  type CurvePoint,
  type EpochPoint,
  type KeptWeights,
  type Recipe,
  type StepResult,
  type Trainer,
  type TrainingFeeds,
  type TrainingGraph,
  type ValidationResult,
  type Weights,
} from '@convbench/spec';
import type { Checkpoint } from './checkpoint.js';
import { diverged, DivergenceWatch } from './divergence.js';
import { dropoutMasks } from './dropoutMasks.js';
import { EpochLog, standing } from './epochLog.js';
import { checkState } from './initialState.js';
import { LearningCurve } from './learningCurve.js';
import { RunningMeans, type TrainingProgress } from './progress.js';
import { learningRateAt, totalSteps, type Span } from './schedule.js';
import { trainedWeights } from './weightAverage.js';

export interface FitOptions {
  /** Opened with `initialState`, or with the state of `resumeFrom`. Stays open. */
  readonly trainer: Trainer;
  readonly training: TrainingGraph;
  /** Its first batch must be that of the first step to take: of step `resumeFrom.step + 1`. Stays open. */
  readonly batches: BatchStream;
  readonly recipe: Recipe;
  /** Of an epoch: those that are trained on, without those held out. */
  readonly trainImages: number;
  /** Of the dropout masks. */
  readonly seed: number;
  /**
   * Looks at the images that the recipe holds out, after every epoch; required where it does. Resolves to undefined when
   * the signal ended it.
   */
  readonly validate?: (weights: Weights) => Promise<ValidationResult | undefined>;
  readonly resumeFrom?: Checkpoint;
  /** Called after every step, or after several that were taken in one go; the receiver throttles. */
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly saveCheckpoint?: (checkpoint: Checkpoint) => Promise<void>;
  /** Seconds of training between checkpoints; default 60. One is saved at the end in any case. */
  readonly checkpointEverySeconds?: number;
  readonly signal?: AbortSignal;
  /** A clock in seconds; default: the process's monotonic one. */
  readonly now?: () => number;
}

export interface FitResult {
  /** Parameters and running statistics, averaged where the recipe says so, without optimizer slots. */
  readonly weights: Weights;
  readonly kept: KeptWeights;
  readonly curve: readonly CurvePoint[];
  readonly epochs: readonly EpochPoint[];
  readonly steps: number;
  readonly imagesSeen: number;
  /** Seconds of preparing batches and of steps, those before a resumption included; not of saving and validating. */
  readonly trainSeconds: number;
}

/** Of steps that are taken in one go: what a stop and a display have to wait for. */
const SECONDS_OF_RUN = 0.5;

/** Thrown after the last step was saved when the signal asked for a stop. */
export class AbortError extends Error {
  override readonly name = 'AbortError';
}

/**
 * Trains until the recipe's budget is used up, or its validation says that nothing more is gained.
 *
 * With a resumed checkpoint, a trainer that keeps its state in float32 ends with the very weights of an undisturbed
 * training, unless the budget is one of seconds. Throws an `AbortError` soon after the signal, having saved a
 * checkpoint, and a `UserError` for a loss or weights that are not finite, for a training that diverges, for labels
 * beyond the classes and for a checkpoint of another training.
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { trainer, training, batches, recipe, seed, resumeFrom, saveCheckpoint, signal } = options;
  const { checkpointEverySeconds = 60, now = () => performance.now() / 1000 } = options;
  const { batchSize } = training;
  const { budget, validation } = recipe;
  if (batchSize !== recipe.batchSize)
    throw new RangeError(`The step takes ${batchSize} images, the recipe ${recipe.batchSize}.`);
  if (validation && !options.validate) throw new RangeError('The recipe asks for a validation.');
  if (resumeFrom) checkState(training, resumeFrom.state);

  const total = totalSteps(recipe, options.trainImages);
  const curve = new LearningCurve(total, batchSize, resumeFrom);
  const epochs = new EpochLog(options.trainImages, batchSize, resumeFrom);
  const watch = new DivergenceWatch(training, resumeFrom?.highLossSteps ?? 0);
  const means = new RunningMeans();
  let step = resumeFrom?.step ?? 0;
  let imagesSeen = resumeFrom?.imagesSeen ?? 0;
  let elapsedSeconds = resumeFrom?.elapsedSeconds ?? 0;
  let best = resumeFrom?.best;
  let saved = { step, elapsedSeconds };

  const budgetIsUsed = (): boolean =>
    total === undefined
      ? step > 0 && 'seconds' in budget && elapsedSeconds >= budget.seconds
      : step >= total;
  /** Of a budget of seconds, what the steps so far let expect. */
  const span = (): Span => ({
    totalSteps: total ?? step / (elapsedSeconds / ('seconds' in budget ? budget.seconds : 1)),
    stepsPerEpoch: options.trainImages / batchSize,
  });
  const rateOf = (ofStep: number): number =>
    learningRateAt(
      recipe,
      ofStep,
      step === 0 ? { ...span(), totalSteps: total ?? Infinity } : span(),
    );
  const save = async (): Promise<void> => {
    if (!saveCheckpoint || saved.step === step) return;
    const state = await trainer.state();
    const { highLossSteps } = watch;
    await saveCheckpoint({
      ...{ step, imagesSeen, elapsedSeconds, highLossSteps, state, best },
      ...curve.state(),
      ...epochs.state(),
    });
    saved = { step, elapsedSeconds };
  };
  const stop = async (): Promise<never> => {
    await save();
    throw new AbortError(
      `The training was stopped after step ${step}${total ? ` of ${total}` : ''}.`,
      {
        cause: signal?.reason,
      },
    );
  };
  let learningRate = step === 0 ? recipe.learningRate : rateOf(step);
  const closeEpoch = async (): Promise<void> => {
    const weights = validation && trainedWeights(training, await trainer.state());
    const result = weights && (await options.validate?.(weights));
    if (weights && !result) await stop();
    epochs.close({ step, imagesSeen, elapsedSeconds, learningRate }, result);
    if (
      validation?.keep === 'best' &&
      standing(epochs.state().epochs, validation).bestStep === step
    )
      best = weights;
  };
  const gainsNothing = (): boolean =>
    validation?.patienceEpochs !== undefined &&
    standing(epochs.state().epochs, validation).epochsWithoutGain >= validation.patienceEpochs;

  /** As many as a run of the trainer takes, and none beyond one after which something else is due. */
  const stepsOfRun = (): number => {
    const { secondsPerStep } = means;
    const inTime = secondsPerStep > 0 ? Math.floor(SECONDS_OF_RUN / secondsPerStep) : 1;
    const most = Math.min(trainer.many?.most ?? 1, inTime, (total ?? Infinity) - step);
    let count = 1;
    while (count < most && !epochs.endsAt(imagesSeen + count * batchSize)) count++;
    return count;
  };
  const nextFeeds = async (ofStep: number, ofSteps: number): Promise<TrainingFeeds> => {
    const { images, labels, mix } = await batches.next();
    requireClasses(labels, training);
    return {
      // The stream writes the next batch into the same arrays.
      images: ofSteps > 1 ? images.slice() : images,
      labels: ofSteps > 1 ? labels.slice() : labels,
      ...(mix && { mix: ofSteps > 1 ? { ...mix, labels: mix.labels.slice() } : mix }),
      learningRate: rateOf(ofStep),
      step: ofStep,
      dropoutMasks: dropoutMasks(training, seed, ofStep),
    };
  };

  for (;;) {
    // Lets messages in, such as one that asks for a stop: a step may never leave this thread.
    await new Promise((resolve) => setImmediate(resolve));
    if (epochs.isDue(imagesSeen, budgetIsUsed())) await closeEpoch();
    if (budgetIsUsed() || gainsNothing()) break;
    if (signal?.aborted) await stop();
    if (step > 0 && elapsedSeconds - saved.elapsedSeconds >= checkpointEverySeconds) await save();
    const begin = now();
    const feeds: TrainingFeeds[] = [];
    for (const count = stepsOfRun(); feeds.length < count;)
      feeds.push(await nextFeeds(step + feeds.length + 1, count));
    const results = await takeSteps(trainer, feeds);
    const seconds = (now() - begin) / feeds.length;
    for (const [index, result] of results.entries()) {
      learningRate = feeds[index]?.learningRate ?? learningRate;
      step++;
      watch.check(result.loss, step, learningRate);
      imagesSeen += batchSize;
      elapsedSeconds += seconds;
      const seen = { ...result, step, imagesSeen, elapsedSeconds, learningRate };
      curve.record(seen);
      epochs.record(seen);
      means.add(result, seconds);
    }
    const expected = Math.max(step, Math.round(span().totalSteps));
    options.onProgress?.({
      step,
      totalSteps: budgetIsUsed() ? step : expected,
      imagesSeen,
      loss: means.loss,
      trainTop1: means.correct / batchSize,
      imagesPerSecond: batchSize / means.secondsPerStep,
      secondsLeft:
        'seconds' in budget
          ? Math.max(0, budget.seconds - elapsedSeconds)
          : (expected - step) * means.secondsPerStep,
      learningRate,
    });
  }
  curve.finish();
  // What comes after a training may take long, and may be stopped as well.
  await save();

  const weights = best ?? trainedWeights(training, await trainer.state());
  for (const [name, values] of weights)
    if (!values.every(Number.isFinite))
      throw diverged(`parameter '${name}' is not finite`, step, learningRate);
  const points = epochs.state().epochs;
  return {
    weights,
    kept: {
      step: (best && validation && standing(points, validation).bestStep) ?? step,
      which: best ? 'best' : 'last',
      endedBy: budgetIsUsed() ? 'budget' : 'early-stopping',
    },
    curve: curve.state().curve,
    epochs: points,
    steps: step,
    imagesSeen,
    trainSeconds: elapsedSeconds,
  };
}

function takeSteps(
  trainer: Trainer,
  feeds: readonly TrainingFeeds[],
): Promise<readonly StepResult[]> {
  const [first] = feeds;
  if (trainer.many && feeds.length > 1) return trainer.many.take(feeds);
  return Promise.all(first ? [trainer.step(first)] : []);
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
