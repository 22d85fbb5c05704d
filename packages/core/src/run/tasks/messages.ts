import type {
  Accuracy,
  Artefact,
  Availability,
  BlockSpan,
  Cell,
  Conformance,
  Failure,
  MeasuredCellRecord,
  Measuring,
  Mistake,
  Parity,
  PeakRecord,
  Tf32,
} from '@convbench/spec';
import type { Predictions } from '../../store/predictions.js';
import type { CpuNodes } from './cpuNodes.js';
import type { ErrorData } from '../../base/errors.js';
import type {
  GivenWeights,
  PlannedTraining,
  WeightSource,
} from '../../plan/sources/weightSource.js';
import type { PluginReference } from '../../plan/plugins/types.js';

/** What a measuring child is doing; the words stand in failures too. */
export type CellPhase =
  | 'start'
  | 'runtime load'
  | 'conformance'
  | 'materialize'
  | 'load'
  | 'first inference'
  | 'warm-up'
  | 'steady state'
  | 'waiting'
  | 'summary'
  | 'parity'
  | 'accuracy'
  | 'server'
  | 'placement'
  | 'dispose';

export type TrainingPhase = 'start' | 'load' | 'training' | 'reference logits' | 'save';

/** What is set for a device before its process starts. */
interface DeviceSettings {
  readonly tf32?: Tf32 | undefined;
}

export interface ProbeTask {
  readonly kind: 'probe';
  readonly backend: PluginReference;
  readonly device: string;
}

export interface TrainTask extends DeviceSettings {
  readonly kind: 'train';
  readonly training: PlannedTraining;
  readonly checkpointEverySeconds: number;
  readonly architecture: PluginReference;
  readonly backend: PluginReference;
  readonly dataset: PluginReference;
}

export interface PrepareTask {
  readonly kind: 'prepare';
  readonly weights: GivenWeights;
  readonly architecture: PluginReference;
  readonly dataset: PluginReference;
}

export interface PeakTask extends DeviceSettings {
  readonly kind: 'peak';
  readonly backend: PluginReference;
  readonly device: string;
  readonly threads: number;
}

export interface ConformanceTask extends DeviceSettings {
  readonly kind: 'conformance';
  readonly cell: Cell;
  readonly batchSize: number;
  readonly architecture: PluginReference;
  readonly backend: PluginReference;
}

/** Writes what the engine of a cell loads into the cache of artefacts. */
export interface MaterializeTask {
  readonly kind: 'materialize';
  readonly cell: Cell;
  /** Images of one call, each for an artefact; of a sweep not the cell's own. */
  readonly batchSizes: readonly number[];
  readonly graphSha256: string;
  readonly source: WeightSource;
  readonly architecture: PluginReference;
  readonly backend: PluginReference;
}

export interface MeasureTask extends DeviceSettings {
  readonly kind: 'measure';
  readonly cell: Cell;
  readonly artefact: Artefact;
  /** For one image at a time, to hold each of a batch against; undefined where none is needed, or the batch is fixed. */
  readonly single: Artefact | undefined;
  readonly reference: ReferenceFacts;
  /** Why the reference has no logits of the network; undefined where it has. */
  readonly uninterpreted: string | undefined;
  /** Images of one call; of a sweep not the cell's own. */
  readonly batchSize: number;
  readonly backend: PluginReference;
  readonly dataset: PluginReference;
  readonly measuring: Measuring;
  /** Whether accuracy and parity are looked at, too. */
  readonly correctness: CorrectnessWanted;
  readonly allowCpuNodes: boolean;
}

/**
 * What a process looks at besides time: `whole` parity and accuracy over the test split; or parity, and classes of some
 * images, which are to be those that the same network, engine and device gave in batches of another size.
 */
export type CorrectnessWanted = 'none' | 'whole' | { readonly predicted: readonly number[] };

/** What a measuring process is given to open and to run. */
export interface Materialized {
  /** In the order of the batch sizes, each with its key in the cache. */
  readonly artefacts: readonly { readonly artefact: Artefact; readonly key: string }[];
  readonly reference: ReferenceFacts;
}

/** Images of the reference, with its logits of them. */
export interface ReferenceFacts {
  readonly path: string;
  /** A row for each image; none of what the reference does not interpret. */
  readonly logits: readonly (readonly number[])[];
}

/** What a child process is started for. */
export type ChildTask =
  ProbeTask | TrainTask | PrepareTask | PeakTask | ConformanceTask | MaterializeTask | MeasureTask;

/** How a training ended when nothing went wrong; the weights are in the cache. */
export type TrainResult =
  { readonly state: 'done' } | { readonly state: 'stopped'; readonly step: number };

/** The weights are in the cache. */
export interface PrepareResult {
  readonly state: 'done';
}

/** What an accuracy pass over the test split found. */
export interface AccuracyPass {
  readonly accuracy: Accuracy;
  /** Undefined where there is no accuracy: an image with logits that are not finite has no class. */
  readonly predictions: Predictions | undefined;
  readonly mistakes: readonly Mistake[];
  /** Images with a logit that is not finite. */
  readonly nonFiniteImages: number;
}

/** What a cell computes, as its process saw it. */
export interface MeasuredCorrectness {
  readonly parity: Parity;
  /** Undefined where all classes were those that it was held to: accuracy is that of the other batch size. */
  readonly pass: AccuracyPass | undefined;
  /** Images whose classes were not those that it was held to, where it was. */
  readonly differing?: { readonly images: number; readonly of: number } | undefined;
}

/** What the measuring child knows; memory, power and the load of others are measured from outside. */
export interface MeasureResult extends Pick<
  MeasuredCellRecord,
  'engineVersion' | 'asRun' | 'phases' | 'server'
> {
  readonly correctness?: MeasuredCorrectness;
  readonly softwareAdapter?: string;
  /** In the first round, where the CPU may compute what the device lacks. */
  readonly cpuNodes?: CpuNodes;
}

export type PeakResult = Pick<
  PeakRecord,
  'engineVersion' | 'matrixProduct' | 'convolution' | 'memoryCopy'
>;

export interface TaskResults {
  readonly probe: Availability;
  readonly train: TrainResult;
  readonly prepare: PrepareResult;
  readonly peak: PeakResult;
  /** Undefined where the device need not be checked, or the network has nothing to check. */
  readonly conformance: Conformance | undefined;
  readonly materialize: Materialized;
  readonly measure: MeasureResult;
}

export type ParentMessage =
  | { readonly type: 'task'; readonly task: ChildTask }
  /** The parent has done its part of a phase's beginning. */
  | { readonly type: 'go' }
  /** The process may time a block; undefined when its steady state is over. */
  | { readonly type: 'turn'; readonly span: BlockSpan | undefined }
  | { readonly type: 'stop' };

/** A training's news, a few times per second at most. */
export interface TrainProgress {
  readonly step: number;
  readonly steps: number;
  readonly imagesSeen: number;
  readonly loss: number;
  readonly trainTop1: number;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
  /** Of this training; for a budget of seconds what is left of it. */
  readonly secondsLeft: number;
}

export type ChildMessage =
  /** The child waits for `go`, so that the parent can read memory at the border of two phases. */
  | { readonly type: 'phase'; readonly phase: CellPhase | TrainingPhase }
  /** What the last turn measured, nothing at first; the child waits for its next one. */
  | { readonly type: 'turn-wanted'; readonly samplesMs: readonly number[] }
  | { readonly type: 'train-progress'; readonly progress: TrainProgress }
  | { readonly type: 'accuracy-progress'; readonly images: number; readonly of: number }
  | { readonly type: 'notice'; readonly message: string }
  | { readonly type: 'result'; readonly result: TaskResults[ChildTask['kind']] }
  | { readonly type: 'threw'; readonly error: ErrorData };

/** What the process of a task came to. */
export type TaskOutcome<Kind extends ChildTask['kind']> =
  | { readonly state: 'result'; readonly result: TaskResults[Kind] }
  | { readonly state: 'failed'; readonly failure: Failure; readonly error?: ErrorData }
  /** Ended by the signal without a result. */
  | { readonly state: 'aborted' };
