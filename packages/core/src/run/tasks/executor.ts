import type {
  CellRecord,
  Correctness,
  DeviceDescriptor,
  Host,
  MatrixConfig,
} from '@convbench/spec';
import type { PlannedCell } from '../../plan/matrix/types.js';
import type { PluginReference } from '../../plan/plugins/types.js';
import type { ChildMessage, ChildTask, TaskOutcome } from './messages.js';

/** A backend on a GPU that a task needs for itself. */
export interface GpuPlace {
  readonly backend: PluginReference;
  readonly device: string;
}

/** One process with one result: a probe, a training, weights, a peak. Plain data. */
export interface ProcessTask<Kind extends ChildTask['kind']> {
  readonly child: Extract<ChildTask, { kind: Kind }>;
  readonly timeLimitMs: number;
  readonly gpu: GpuPlace | undefined;
}

/** A round of a cell: its process is watched from outside, and what it comes to is a record. Plain data. */
export interface RoundTask {
  readonly planned: PlannedCell;
  /** From 0. */
  readonly round: number;
  readonly plugins: {
    readonly architecture: PluginReference;
    readonly backend: PluginReference;
    readonly dataset: PluginReference;
  };
  readonly descriptor: DeviceDescriptor;
  readonly gpu: GpuPlace | undefined;
  readonly config: Pick<
    MatrixConfig,
    'measuring' | 'cellTimeLimitMinutes' | 'cellMemoryLimitBytes' | 'allowCpuNodes' | 'tf32'
  >;
  /** What no earlier round has looked at. */
  readonly correctness: CorrectnessToFind;
  /** Of a `throughput` cell whose best batch an earlier round has found. */
  readonly bestBatchSize: number | undefined;
  /** What earlier rounds told of the cell; undefined where they told nothing. */
  readonly known: KnownOfCell;
  /** Of the run, for files beside the records. */
  readonly runDirectory: string;
}

/** As `CorrectnessWanted`, with what is known of the network in batches of another size. */
export type CorrectnessToFind =
  'none' | 'whole' | { readonly known: Correctness; readonly predicted: readonly number[] };

export interface KnownOfCell {
  /** Standard deviation of the logarithms of its processes' medians. */
  readonly spreadBetween: number | undefined;
  /** The most memory that one of its processes had. */
  readonly peakRssBytes: number | undefined;
}

/** What a task says on the way. */
export type TaskEvent =
  | { readonly type: 'phase'; readonly phase: string; readonly batchSize?: number }
  | Extract<ChildMessage, { type: 'train-progress' | 'accuracy-progress' | 'notice' }>;

export interface TaskContext {
  /** Always there; where nobody can stop a task it is never aborted. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: TaskEvent) => void;
}

/** Of a round of a group. */
export interface RoundContext {
  /** Always there; where nobody can stop a task it is never aborted. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: TaskEvent, task: RoundTask) => void;
  /** As each cell is done; what goes wrong with it is a failed record. */
  readonly onRecord: (record: CellRecord, task: RoundTask) => Promise<void>;
}

/**
 * Where the tasks of a run are done. Whoever plans rounds sits above it and knows no machine; how processes are started,
 * watched and take turns on a GPU is below it. A task is plain data and its own description, so that another machine
 * can do it.
 */
export interface Executor {
  readonly name: string;
  /** The machine that the tasks are done on. */
  host(): Promise<Host>;
  /** Never rejects for what a process does: an exception, an exit, a crash and running out of time are outcomes. */
  run<Kind extends ChildTask['kind']>(
    task: ProcessTask<Kind>,
    context: TaskContext,
  ): Promise<TaskOutcome<Kind>>;
  /**
   * A round of a group: the cells of one data set, input size, scenario, batch size, number of threads and processor. Each
   * is measured by a process of its own; those that can are alive together and take turns. Cells that the signal ended
   * have no record.
   */
  measure(group: readonly RoundTask[], context: RoundContext): Promise<void>;
  /** Ends what watches between tasks. */
  close(): void;
}
