/** @file A training in progress on a backend. */
import type { TrainingBatch } from './batch.js';
import type { Device } from './device.js';
import type { Weights } from './graph.js';

/** What one training step is fed with. */
export interface TrainingFeeds {
  /** [N, C, H, W] */
  readonly images: Float32Array;
  /** [N], each in [0, classes) */
  readonly labels: Int32Array;
  /** Of a training graph with `mix`, and only there. */
  readonly mix?: TrainingBatch['mix'];
  readonly learningRate: number;
  /** 1 in the first step. */
  readonly step: number;
  /** Values of every `DropoutMask` of the training graph, by name. */
  readonly dropoutMasks: ReadonlyMap<string, Float32Array>;
}

export interface StepResult {
  /** Mean loss of the batch before the update. */
  readonly loss: number;
  /** Images of the batch whose largest logit was the label, before the update. */
  readonly correct: number;
}

export interface ManySteps {
  /** How many at most. */
  readonly most: number;
  /** The same as one after another, each with its own feeds. */
  take(feeds: readonly TrainingFeeds[]): Promise<readonly StepResult[]>;
}

/** A training in progress: keeps parameters, running statistics and optimizer slots between steps. */
export interface Trainer {
  step(feeds: TrainingFeeds): Promise<StepResult>;
  /** A capability: several steps in one go, where the way of the state to the host and back takes longer than a step. */
  readonly many?: ManySteps;
  /** A copy of the values of all parameters and slots by their names in the training graph, in its layout. */
  state(): Promise<Weights>;
  dispose(): Promise<void>;
}

export interface TrainerOptions {
  readonly device: Device;
  readonly threads: number;
}
