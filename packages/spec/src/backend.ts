import type { Device, DeviceDescriptor } from './device.js';
import type { Artefact, Engine, EngineFacts, EngineOptions, SessionOptions } from './engine.js';
import type { Graph, Weights } from './graph.js';
import type { OnnxFile } from './opaqueModel.js';
import type { PluginHeader } from './plugin.js';
import type { Precision } from './precision.js';
import type { BackendSetup } from './setup.js';
import type { Trainer, TrainerOptions } from './trainer.js';
import type { TrainingGraph } from './trainingGraph.js';

/** What a probe found. Probing runs in a process of its own: it may load native code and may crash. */
export type Availability =
  | ({
      readonly available: true;
      /** Those of the descriptor that this machine has; all of them where it is absent. */
      readonly precisions?: readonly Precision[];
    } & EngineFacts)
  | { readonly available: false; readonly reason: string; readonly remedy: string };

export interface ProbeOptions {
  /** For engines whose threads are fixed when their library is loaded: as many as sessions will ask for. */
  readonly threads?: number;
}

/** What becomes an artefact: a network of ours, or somebody's file. */
export type ArtefactSource =
  | { readonly kind: 'graph'; readonly graph: Graph; readonly weights: Weights }
  /** Only for backends with `onnxFiles`. */
  | { readonly kind: 'onnx'; readonly file: OnnxFile };

export interface ArtefactOptions {
  readonly device: Device;
  readonly precision: Precision;
  /** Images of every run; undefined where the device's artefacts take any batch. */
  readonly batchSize: number | undefined;
}

/** An artefact as it was written; whoever keeps it measures its size. */
export type WrittenArtefact = Omit<Artefact, 'bytes'>;

/** What a backend that can train has. At least one of its devices has `training`. */
export interface TrainingGroup {
  /**
   * `state` holds every parameter and slot.
   * Throws a `UserError` where the device cannot train the network.
   */
  open(training: TrainingGraph, state: Weights, options: TrainerOptions): Promise<Trainer>;
}

/** What a backend that runs ONNX files as they stand has, also ones with operators outside of the vocabulary of `Graph`. */
export interface OnnxFilesGroup {
  /** The domains of operators that the engine has; '' is ONNX's own. */
  readonly domains: readonly string[];
}

/** What the engine itself says of one node of a network that ran. */
export interface ProfiledNode {
  /** As the engine names it: fused nodes have names of its own. */
  readonly name: string;
  readonly operator: string;
  /** What computed it: the device, or the CPU in its place. */
  readonly on: 'device' | 'cpu';
  /** Of the last run; a GPU may only show what handing the node over takes. */
  readonly milliseconds: number;
}

export interface Profile {
  /** In the order in which they ran. */
  readonly nodes: readonly ProfiledNode[];
  /** Of the whole run. */
  readonly runMilliseconds: number;
}

/** What a backend whose engine has a profiler has. */
export interface ProfileGroup {
  /** Opens the artefact once more, runs it often enough to be warm, and reads the profile of the last run. */
  profile(
    artefact: Artefact,
    options: SessionOptions & EngineOptions & { readonly device: Device },
  ): Promise<Profile>;
}

/** An engine that runs networks. `docs/adding-a-backend.md` goes through the members one by one. */
export interface BackendPlugin extends PluginHeader<'backend'> {
  /** As a report prints it: 'ONNX Runtime'. */
  readonly title: string;
  /** Those that it knows of, whether or not this machine has them; the first is the default. */
  readonly devices: readonly [DeviceDescriptor, ...DeviceDescriptor[]];
  /** Raised when `materialize` writes other files for the same network: it is part of their key in the cache. */
  readonly artefactVersion: number;
  /** Says whether the device works on this machine, by computing on it. */
  probe(device: Device, options?: ProbeOptions): Promise<Availability>;
  /**
   * Writes what the engine loads into an empty folder, in a process that is not measured. Loads no engine.
   * Throws a `UserError` for an operator that the device cannot run.
   */
  materialize(
    source: ArtefactSource,
    options: ArtefactOptions,
    folder: string,
  ): Promise<WrittenArtefact>;
  /**
   * Loads the engine and makes the device ready, and nothing else: what that takes is not the network's.
   * Throws a `UserError` where the device does not work.
   */
  start(device: Device, options: EngineOptions): Promise<Engine>;
  /**
   * A capability: variables that have to be in the environment of a process before it starts, such as the path of the
   * device's libraries. Called in the process that starts others, so it looks at files and loads nothing native.
   * `current` is that process' own environment; what a user has set there stays. `directory` is where the set-up of the
   * backend keeps what it makes. Throws a `UserError` for a number that the machine has no device for.
   */
  environment?(
    device: Device,
    current: Readonly<Record<string, string | undefined>>,
    directory: string,
  ): Promise<Readonly<Record<string, string>>>;
  /** A capability: training. */
  readonly training?: TrainingGroup;
  /** A capability: `materialize` takes ONNX files as they stand. */
  readonly onnxFiles?: OnnxFilesGroup;
  /** A capability: where the time of a run goes. */
  readonly profile?: ProfileGroup;
  /** A capability: present when some devices need more than npm brings; `convbench setup` runs it. */
  readonly setup?: BackendSetup;
  /**
   * Lines that the engine's library writes to standard error when all is well, as sources of regular expressions: they
   * are left out of what a failure shows.
   */
  readonly knownOutput?: readonly string[];
}
