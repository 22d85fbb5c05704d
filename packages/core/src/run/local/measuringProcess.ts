import { BLOCK, STEADY_MS_FOR_GPU_POWER, SteadyBlocks, summarizeLatency } from '@convbench/measure';
import type { SteadyRule } from '@convbench/measure';
import type { BlockSpan, CellRecord, Conformance, Correctness, Turns } from '@convbench/spec';
import { writePredictions } from '../../store/predictions.js';
import { failedRecord } from '../tasks/cellRecord.js';
import type { RoundTask, TaskEvent } from '../tasks/executor.js';
import type { MeasureResult, MeasureTask, TaskOutcome } from '../tasks/messages.js';
import { deviceEnvironment } from './deviceEnvironment.js';
import { measuredRecord } from './measuredRecord.js';
import type { SingleMeasuring } from './measuringTasks.js';
import { runChild } from './runChild.js';
import type { ChildOptions } from './supervisedChild.js';
import { watchCell } from './watch/cellWatch.js';
import type { CellWatch } from './watch/cellWatch.js';
import type { RunMeters } from './watch/runMeters.js';

/** What was prepared before the process starts. */
export interface PreparedMeasuring extends SingleMeasuring {
  readonly child: MeasureTask;
  readonly conformance: Conformance | undefined;
  readonly startedAt: Date;
}

export interface MeasuringContext {
  readonly limits: ChildOptions;
  readonly meters: RunMeters;
  readonly onEvent: (event: TaskEvent) => void;
  /** When its round began, by `performance.now()`. */
  readonly roundBeganMs: number;
}

/** Of a slow network they are mostly enough. */
const firstBlockCalls = 5;
/** Where the spread between processes is not known yet, it is taken to be this. */
const usualSpread = 0.01;
/** The spread within a process no longer matters when it is this part of that between processes ... */
const unimportantPart = 0.5;
/** ... and not finer than this. */
const finestHalfWidth = 0.002;

/** A process that measures a cell: it computes when it is its turn, and sleeps in between. */
export class MeasuringProcess {
  /** While it lives. */
  pid: number | undefined;
  readonly #steady: SteadyBlocks;
  #watch: CellWatch | undefined;
  #outcome: Promise<TaskOutcome<'measure'>> | undefined;
  #isOver = false;
  #block = { turn: 0, startedMs: 0 };
  /** Resolves when the process waits for its turn, or is over. */
  #waits = signal();
  #giveTurn: ((span: BlockSpan | undefined) => void) | undefined;

  constructor(
    readonly measuring: PreparedMeasuring,
    private readonly context: MeasuringContext,
  ) {
    const { task } = measuring;
    this.#steady = new SteadyBlocks(ruleOf(task), task.planned.cell.seed);
  }

  /** Starts the process and measures its first block, which follows the warm-up. */
  async begin(): Promise<void> {
    const { child, batchSize } = this.measuring;
    const { limits, meters, onEvent } = this.context;
    const watch = watchCell(meters, { ...process.env, ...(await deviceEnvironment(child)) });
    this.#watch = watch;
    this.#outcome = runChild(child, limits, {
      onPhase: (phase, pid) => {
        this.pid = pid;
        watch.onPhase(phase, pid);
        onEvent({ type: 'phase', phase, batchSize });
      },
      onMessage: onEvent,
      onTurnWanted: (samplesMs, pid) => {
        watch.onPhase('waiting', pid);
        if (samplesMs.length > 0) this.#steady.add(samplesMs, this.#block);
        return new Promise((resolve) => {
          this.#giveTurn = resolve;
          this.#waits.resolve();
        });
      },
    });
    void this.#outcome.then(() => {
      this.#isOver = true;
      this.#waits.resolve();
    });
    await this.#waits.promise;
    await this.block(0);
  }

  get wantsTurn(): boolean {
    return !this.#isOver && this.#steady.endedBy() === undefined;
  }

  /** Gives the process its turn and waits until that is over. */
  async block(turn: number): Promise<void> {
    const { pid } = this;
    if (this.#isOver || pid === undefined) return;
    this.#waits = signal();
    this.#block = { turn, startedMs: performance.now() - this.context.roundBeganMs };
    this.#watch?.onPhase('steady state', pid);
    if (turn === 0)
      this.context.onEvent({
        type: 'phase',
        phase: 'steady state',
        batchSize: this.measuring.batchSize,
      });
    this.#giveTurn?.(this.#span(turn));
    await this.#waits.promise;
  }

  /** Lets the process do what comes after steady state, and end. Undefined when the signal ended it. */
  async finish(turns: Turns, pids: readonly number[]): Promise<CellRecord | undefined> {
    this.#giveTurn?.(undefined);
    const outcome = await this.#outcome;
    const { task, child, batchSize, startedAt, conformance } = this.measuring;
    const { cell } = task.planned;
    const watch = this.#watch;
    if (outcome === undefined || watch === undefined) throw new Error('It has not begun.');
    if (outcome.state !== 'result') watch.stop();
    if (outcome.state === 'aborted') return undefined;
    if (outcome.state === 'failed') return failedRecord(task, outcome.failure, startedAt);
    const { result } = outcome;
    const latency = summarizeLatency(this.#steady.figures(), { seed: cell.seed });
    const { usesGpu } = task.descriptor;
    return measuredRecord(task, {
      result,
      modelBytes: child.artefact.bytes,
      watched: watch.end({ usesGpu, images: latency.count * batchSize, pids }),
      latency,
      lateWarmUp: this.#steady.lateWarmUp,
      turns,
      batchSize,
      startedAt,
      measuring: task.config.measuring,
      correctness: await correctnessOf(result, conformance, this.measuring),
    });
  }

  #span(turn: number): BlockSpan {
    const { task } = this.measuring;
    const { minimumTimeMs, minimumSamples, maximumTimeMs } = task.config.measuring;
    // Energy of a GPU needs a stretch that is not divided.
    const leastCalls = turn === 0 ? Math.min(minimumSamples, firstBlockCalls) : BLOCK.leastCalls;
    const readsGpuPower =
      task.descriptor.usesGpu && this.context.meters.gpu.obstacle() === undefined;
    const milliseconds = readsGpuPower
      ? Math.max(minimumTimeMs, STEADY_MS_FOR_GPU_POWER)
      : Math.min(BLOCK.milliseconds, minimumTimeMs);
    return { milliseconds: Math.min(milliseconds, maximumTimeMs), leastCalls };
  }
}

function ruleOf({ config, known }: RoundTask): SteadyRule {
  const { minimumTimeMs, minimumSamples, maximumTimeMs } = config.measuring;
  const { spreadBetween = usualSpread } = known;
  const wantedHalfWidth = Math.max(finestHalfWidth, 1.96 * unimportantPart * spreadBetween);
  return { minimumTimeMs, minimumSamples, maximumTimeMs, wantedHalfWidth };
}

async function correctnessOf(
  { correctness }: MeasureResult,
  conformance: Conformance | undefined,
  { task: { planned, runDirectory }, correctness: wanted }: SingleMeasuring,
): Promise<Correctness | undefined> {
  if (correctness === undefined) return undefined;
  const { parity, pass } = correctness;
  const common = { parity, ...(conformance && { conformance }) };
  if (pass === undefined) {
    if (typeof wanted === 'string') throw new Error('There is no accuracy that it was held to.');
    const { accuracy, mistakes, predictions } = wanted.known;
    return { ...common, accuracy, ...(mistakes && { mistakes }), predictions };
  }
  const { accuracy, predictions, mistakes } = pass;
  return {
    ...common,
    accuracy,
    ...(mistakes.length > 0 && { mistakes: [...mistakes] }),
    predictions:
      predictions === undefined
        ? { notMeasured: 'there is no accuracy' }
        : await writePredictions(runDirectory, planned.cell.id, predictions),
  };
}

interface Signal {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function signal(): Signal {
  let resolve: Signal['resolve'] = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
