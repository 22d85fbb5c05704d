import type {
  Availability,
  Cell,
  DatasetFacts,
  DeviceDescriptor,
  MatrixConfig,
  Network,
  PeakRecord,
  PretrainedNote,
  Recipe,
  StaticCost,
  TrainingRecord,
  Transfer,
  Warning,
} from '@convbench/spec';
import type { InitialWeights } from '../weights/initialWeights.js';
import type { PluginReference } from '../plugins/types.js';

/** Something that keeps a plan from being run; the run would fail later, or worse, measure something else. */
export interface PlanProblem {
  /** The room or plugin that speaks, as in `UserError`. */
  readonly room: string;
  readonly problem: string;
  readonly remedy: string;
}

/** What trains, as the records name it. */
export type TrainingBackend = Readonly<TrainingRecord['backend']>;

export type CacheState =
  | { readonly state: 'done' }
  /** A training was interrupted; it goes on from this step. */
  | { readonly state: 'checkpoint' }
  | { readonly state: 'missing' };

/** Weights that a network starts from. */
export interface PlannedTransfer extends Transfer {
  /** Absolute; records hold `origin`. */
  readonly path: string;
}

/** One training: the cells with the same network, data set and seed share it. */
export interface PlannedTraining {
  /** Key in the weights cache. */
  readonly key: string;
  readonly network: Network;
  readonly dataset: DatasetFacts;
  readonly backend: TrainingBackend;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly threads: number;
  readonly static: StaticCost;
  /** The file that the training starts from, if it does. */
  readonly transfer?: PlannedTransfer | undefined;
  readonly steps: number;
  /** How many of these pass until the rate has risen to its peak. */
  readonly warmupSteps: number;
  readonly cache: CacheState;
  /** 0 when the weights are in the cache. */
  readonly estimatedSeconds: number;
}

/** Weights that a network came with: they only have to be brought into the cache, with the reference's logits. */
export interface PlannedPretrained {
  /** Key in the weights cache. */
  readonly key: string;
  readonly network: Network;
  readonly dataset: DatasetFacts;
  readonly origin: string;
  readonly sha256: string;
  /** What the weights are made from, when they are those of before training. */
  readonly initial?: InitialWeights | undefined;
  /** The file that was given for the network, when the weights are its. */
  readonly transfer?: PlannedTransfer | undefined;
  readonly notes: readonly PretrainedNote[];
  readonly static: StaticCost;
  readonly cache: CacheState;
  /** 0 when the weights are in the cache. */
  readonly estimatedSeconds: number;
}

export interface PlannedCell {
  readonly cell: Cell;
  readonly static: StaticCost;
  /** Operators that the reference does not interpret, of a file that is run as it stands. */
  readonly opaqueOperators?: readonly string[];
  /** The network was made for this batch size alone. */
  readonly fixedBatch: boolean;
  /** The time of all its rounds. */
  readonly estimatedSeconds: number;
  /** The time of each round; the first one also looks at what the network computes. */
  readonly estimatedRoundSeconds: readonly number[];
  /** What is known before the cell is measured. */
  readonly warnings: readonly Warning[];
}

/** The machine's peak, which is measured once for each backend, device and number of threads. */
export interface PlannedPeak extends Readonly<
  Pick<PeakRecord, 'backend' | 'threads' | 'engineVersion'>
> {
  readonly estimatedSeconds: number;
}

/** Tells a child process where it finds the plugins that a cell or a training names. */
export interface PlanReferences {
  /** Each plugin stands under the id of its variant, as in `Network.id`. */
  readonly architectures: Readonly<Record<string, PluginReference>>;
  readonly backends: Readonly<Record<string, PluginReference>>;
  readonly datasets: Readonly<Record<string, PluginReference>>;
}

export interface BackendProbe extends Readonly<Cell['backend']> {
  readonly descriptor: DeviceDescriptor;
  readonly canTrain: boolean;
  readonly availability: Availability;
}

/** A backend on a device that works, with a number of threads. */
export interface PlannedBackend extends BackendProbe {
  readonly threads: number;
  readonly reference: PluginReference;
  readonly engineVersion: string;
}

/** Everything that a run is going to do, checked before the first measurement. Plain data. */
export interface Plan {
  readonly config: MatrixConfig;
  /** The folder that relative plugin paths of the config start in. */
  readonly directory: string;
  readonly cells: readonly PlannedCell[];
  readonly trainings: readonly PlannedTraining[];
  readonly pretrained: readonly PlannedPretrained[];
  readonly peaks: readonly PlannedPeak[];
  readonly probes: readonly BackendProbe[];
  readonly references: PlanReferences;
  /** Empty when the plan can be run. */
  readonly problems: readonly PlanProblem[];
  /** An estimate: from MACs and a rough rate, refined by earlier trainings on this machine. */
  readonly estimatedSeconds: number;
  /** What the estimate rests on, as a sentence. */
  readonly estimateBasis: string;
}
