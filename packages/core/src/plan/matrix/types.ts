import type {
  Availability,
  Cell,
  DeviceDescriptor,
  MatrixConfig,
  PeakRecord,
  StaticCost,
  Warning,
} from '@convbench/spec';
import type { PluginReference } from '../plugins/types.js';
import type { PlannedWeights, WeightSource } from '../sources/weightSource.js';

/** Something that keeps a plan from being run; the run would fail later, or worse, measure something else. */
export interface PlanProblem {
  /** The room or plugin that speaks, as in `UserError`. */
  readonly room: string;
  readonly problem: string;
  readonly remedy: string;
}

export interface PlannedCell {
  readonly cell: Cell;
  readonly static: StaticCost;
  /** Where its weights come from; `cell.weightsKey` is their key. */
  readonly source: WeightSource;
  /** Why the reference has no logits to hold an engine's against; undefined where it has. */
  readonly uninterpreted: string | undefined;
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
  /** Every key once; weights that are given are there once for each name of a network, too. */
  readonly weights: readonly PlannedWeights[];
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
