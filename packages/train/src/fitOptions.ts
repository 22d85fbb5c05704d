import type {
  BatchStream,
  CurvePoint,
  EpochPoint,
  KeptWeights,
  Recipe,
  Trainer,
  TrainingGraph,
  ValidationResult,
  Weights,
} from '@convbench/spec';
import type { Checkpoint } from './checkpoint.js';
import type { TrainingProgress } from './progress.js';

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
  readonly validate?: ((weights: Weights) => Promise<ValidationResult | undefined>) | undefined;
  readonly resumeFrom?: Checkpoint | undefined;
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
