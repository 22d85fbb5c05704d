import type { StepResult, Trainer, TrainingFeeds, Weights } from '@convbench/spec';
import { AbortError } from './abortError.js';
import { Budget, type Position } from './budget.js';
import { diverged, DivergenceWatch } from './divergence.js';
import { EpochLog, standing } from './epochLog.js';
import type { FitOptions, FitResult } from './fitOptions.js';
import { LearningCurve } from './learningCurve.js';
import { RunningMeans } from './progress.js';
import { readFeeds } from './readFeeds.js';
import { StepsPerRun } from './stepsPerRun.js';
import { trainedWeights } from './weightAverage.js';

/** A training from where it starts or goes on to its end; runs once. */
export class TrainingLoop {
  readonly #budget: Budget;
  readonly #curve: LearningCurve;
  readonly #epochs: EpochLog;
  readonly #watch: DivergenceWatch;
  readonly #means = new RunningMeans();
  readonly #stepsPerRun = new StepsPerRun();
  #at: Position;
  /** Of the last checkpoint. */
  #savedAt: Position;
  /** Of the step before. */
  #learningRate: number;
  /** Weights of the best epoch, where they are to be kept. */
  #best: Weights | undefined;

  constructor(private readonly options: FitOptions) {
    const { training, recipe, trainImages, resumeFrom } = options;
    this.#budget = new Budget(recipe, trainImages);
    this.#curve = new LearningCurve(this.#budget.totalSteps, training.batchSize, resumeFrom);
    this.#epochs = new EpochLog(trainImages, training.batchSize, resumeFrom);
    this.#watch = new DivergenceWatch(training, resumeFrom?.highLossSteps ?? 0);
    const { step, imagesSeen, elapsedSeconds } = resumeFrom ?? START;
    this.#at = { step, imagesSeen, elapsedSeconds };
    this.#savedAt = this.#at;
    this.#learningRate = step === 0 ? recipe.learningRate : this.#rateOf(step);
    this.#best = resumeFrom?.best;
  }

  async run(): Promise<FitResult> {
    const { signal } = this.options;
    for (;;) {
      // Lets messages in, such as one that asks for a stop: a step may never leave this thread.
      await new Promise((resolve) => setImmediate(resolve));
      const isUsed = this.#budget.isUsed(this.#at);
      if (this.#epochs.isDue(this.#at.imagesSeen, isUsed)) await this.#closeEpoch();
      if (isUsed || this.#gainsNothing()) break;
      if (signal?.aborted) await this.#stop();
      if (this.#isCheckpointDue()) await this.#save();
      await this.#takeSteps();
      this.#tellProgress();
    }
    this.#curve.finish();
    // What comes after a training may take long, and may be stopped as well.
    await this.#save();
    return this.#result();
  }

  #rateOf(step: number): number {
    return this.#budget.learningRateAt(step, this.#at);
  }

  async #takeSteps(): Promise<void> {
    const { trainer, training, batches, seed, now = monotonicSeconds } = this.options;
    const begin = now();
    const count = this.#stepsOfRun();
    const learningRateOf = (step: number) => this.#rateOf(step);
    const source = { training, batches, seed, learningRateOf };
    const feeds = await readFeeds(this.#at.step + 1, count, source);
    const results = await takeSteps(trainer, feeds);
    const elapsed = now() - begin;
    this.#stepsPerRun.record(count, elapsed);
    const seconds = elapsed / count;
    for (const [index, result] of results.entries())
      this.#record(result, feeds[index]?.learningRate ?? this.#learningRate, seconds);
  }

  /** As many as a run of the trainer takes, and none beyond one after which something else is due. */
  #stepsOfRun(): number {
    const { trainer, training } = this.options;
    const { step, imagesSeen } = this.#at;
    const most = Math.min(
      trainer.many?.most ?? 1,
      this.#stepsPerRun.count,
      this.#budget.stepsLeft(step),
    );
    let count = 1;
    while (count < most && !this.#epochs.endsAt(imagesSeen + count * training.batchSize)) count++;
    return count;
  }

  #record(result: StepResult, learningRate: number, seconds: number): void {
    const { step, imagesSeen, elapsedSeconds } = this.#at;
    this.#at = {
      step: step + 1,
      imagesSeen: imagesSeen + this.options.training.batchSize,
      elapsedSeconds: elapsedSeconds + seconds,
    };
    this.#learningRate = learningRate;
    this.#watch.check(result.loss, this.#at.step, learningRate);
    const seen = { ...result, ...this.#at, learningRate };
    this.#curve.record(seen);
    this.#epochs.record(seen);
    this.#means.add(result, seconds);
  }

  #tellProgress(): void {
    const { onProgress, training } = this.options;
    const { step, imagesSeen } = this.#at;
    const { loss, correct, secondsPerStep } = this.#means;
    const expected = Math.round(this.#budget.expectedSteps(this.#at));
    onProgress?.({
      step,
      totalSteps: this.#budget.isUsed(this.#at) ? step : Math.max(step, expected),
      imagesSeen,
      loss,
      trainTop1: correct / training.batchSize,
      imagesPerSecond: training.batchSize / secondsPerStep,
      secondsLeft: this.#budget.secondsLeft(this.#at, secondsPerStep),
      learningRate: this.#learningRate,
    });
  }

  async #closeEpoch(): Promise<void> {
    const { trainer, training, recipe, validate } = this.options;
    const { validation } = recipe;
    const weights = validation && trainedWeights(training, await trainer.state());
    const result = weights && (await validate?.(weights));
    if (weights && !result) await this.#stop();
    this.#epochs.close({ ...this.#at, learningRate: this.#learningRate }, result);
    if (validation?.keep === 'best' && this.#standing?.bestStep === this.#at.step)
      this.#best = weights;
  }

  /** Undefined without a validation. */
  get #standing() {
    const { validation } = this.options.recipe;
    return validation && standing(this.#epochs.state().epochs, validation);
  }

  #gainsNothing(): boolean {
    const { patienceEpochs = Infinity } = this.options.recipe.validation ?? {};
    return (this.#standing?.epochsWithoutGain ?? 0) >= patienceEpochs;
  }

  #isCheckpointDue(): boolean {
    const { checkpointEverySeconds = 60 } = this.options;
    const since = this.#at.elapsedSeconds - this.#savedAt.elapsedSeconds;
    return this.#at.step > 0 && since >= checkpointEverySeconds;
  }

  /** Saves a checkpoint, unless there is one of this step. */
  async #save(): Promise<void> {
    const { trainer, saveCheckpoint } = this.options;
    if (!saveCheckpoint || this.#savedAt.step === this.#at.step) return;
    await saveCheckpoint({
      ...this.#at,
      highLossSteps: this.#watch.highLossSteps,
      state: await trainer.state(),
      best: this.#best,
      ...this.#curve.state(),
      ...this.#epochs.state(),
    });
    this.#savedAt = this.#at;
  }

  async #stop(): Promise<never> {
    await this.#save();
    const { totalSteps } = this.#budget;
    const of = totalSteps === undefined ? '' : ` of ${totalSteps}`;
    throw new AbortError(`The training was stopped after step ${this.#at.step}${of}.`, {
      cause: this.options.signal?.reason,
    });
  }

  async #result(): Promise<FitResult> {
    const { trainer, training } = this.options;
    const { step, imagesSeen, elapsedSeconds } = this.#at;
    const weights = this.#best ?? trainedWeights(training, await trainer.state());
    for (const [name, values] of weights)
      if (!values.every(Number.isFinite))
        throw diverged(`parameter '${name}' is not finite`, step, this.#learningRate);
    return {
      weights,
      kept: {
        step: (this.#best && this.#standing?.bestStep) ?? step,
        which: this.#best ? 'best' : 'last',
        endedBy: this.#budget.isUsed(this.#at) ? 'budget' : 'early-stopping',
      },
      curve: this.#curve.state().curve,
      epochs: this.#epochs.state().epochs,
      steps: step,
      imagesSeen,
      trainSeconds: elapsedSeconds,
    };
  }
}

const START: Position = { step: 0, imagesSeen: 0, elapsedSeconds: 0 };

const monotonicSeconds = () => performance.now() / 1000;

function takeSteps(
  trainer: Trainer,
  feeds: readonly TrainingFeeds[],
): Promise<readonly StepResult[]> {
  const [first] = feeds;
  if (trainer.many && feeds.length > 1) return trainer.many.take(feeds);
  return Promise.all(first ? [trainer.step(first)] : []);
}
