import type { DatasetFacts, Network, StaticCost } from '@convbench/spec';
import type { CacheState } from './cacheState.js';
import type { FileSource } from './file.js';
import type { InitialSource } from './initial.js';
import type { OpaqueSource } from './opaque.js';
import type { PretrainedSource } from './pretrained.js';
import type { TrainedSource } from './trained.js';
import type { TransferredSource } from './transferred.js';

/** Weights that a training makes. */
export type TrainingSource = TrainedSource | TransferredSource;
/** Weights that are there without a training. */
export type GivenSource = PretrainedSource | InitialSource | FileSource | OpaqueSource;

/** Where a network's weights come from. */
export type WeightSource = TrainingSource | GivenSource;

/** Weights of a network on a data set, as a plan has them: cells with the same key share them. Plain data. */
export interface PlannedWeights<Source extends WeightSource = WeightSource> {
  /** Key in the weights cache. */
  readonly key: string;
  readonly network: Network;
  readonly dataset: DatasetFacts;
  readonly source: Source;
  readonly static: StaticCost;
  readonly cache: CacheState;
  /** 0 when the weights are in the cache. */
  readonly estimatedSeconds: number;
}
export type PlannedTraining = PlannedWeights<TrainingSource>;
export type GivenWeights = PlannedWeights<GivenSource>;

export const isTraining = (weights: PlannedWeights): weights is PlannedTraining =>
  isTrainingKind(weights.source.kind);
export const isGiven = (weights: PlannedWeights): weights is GivenWeights =>
  !isTrainingKind(weights.source.kind);

export function isTrainingKind(kind: WeightSource['kind']): kind is TrainingSource['kind'] {
  switch (kind) {
    case 'trained':
    case 'transferred':
      return true;
    case 'pretrained':
    case 'initial':
    case 'file':
    case 'opaque':
      return false;
  }
}
