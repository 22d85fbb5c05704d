import type { TrainingBatch } from './batch.js';
import type { Graph, Weights } from './graph.js';
import type { OnnxFile } from './opaqueModel.js';
import type { PluginHeader } from './plugin.js';
import type { BackendSetup } from './setup.js';
import type { TrainingGraph } from './trainingGraph.js';

/** Where a backend computes, in its own words: 'cpu', 'webgpu', 'cuda'. */
export type Device = string;

/** What a probe found. Probing runs in a child process: it may load native code and may crash. */
export type Availability =
  | {
      readonly available: true;
      /** Version of the engine, such as '1.30.0'; part of the key of the weights cache. */
      readonly engineVersion: string;
      /** What the device calls itself, where it does. */
      readonly deviceName?: string;
      /** Set when a software renderer stands in for a GPU: figures are never a performance result. */
      readonly softwareAdapter?: boolean;
      /** Whether a GPU computes, whose memory and power then count. Default: the device is neither 'cpu' nor 'wasm'. */
      readonly usesGpu?: boolean;
    }
  | { readonly available: false; readonly reason: string; readonly remedy: string };

export interface ProbeOptions {
  /** For engines whose threads are fixed when their library is loaded: as many as sessions will ask for. */
  readonly threads?: number;
}

export interface SessionOptions {
  readonly device: Device;
  /** Images of every `run`; static, so that the engine may plan for it. */
  readonly batchSize: number;
  /** Threads inside an operator; counts the CPUs that the process may use, not those of the machine. */
  readonly threads: number;
  /** Whether the CPU may compute what the device has no kernel for. Default: no, opening fails. */
  readonly allowCpuNodes?: boolean;
}

/** What of a network the CPU computes although the device is another. */
export interface CpuNodes {
  /** As the engine names them, each once. */
  readonly operators: readonly string[];
  readonly shareOfNodes: number;
  /** Of the duration of a run. */
  readonly shareOfTime: number;
}

/** A network ready to run. Never share one between concurrent runs. */
export interface Session {
  /** Size of the artefact that the engine loaded, weights included. */
  readonly modelBytes: number;
  /** What really runs, for the record: execution provider, threads, optimisation level. */
  readonly asRun: Readonly<Record<string, string | number | boolean>>;
  /** With `allowCpuNodes`: what the CPU computes; found out in a run of its own, as looking takes time. */
  cpuNodes?(): Promise<CpuNodes>;
  /**
   * Logits [batchSize, classes] of images [batchSize, C, H, W], row-major. Resolves when they are readable on the
   * host. The result is the caller's to keep.
   */
  run(images: Float32Array): Promise<Float32Array>;
  dispose(): Promise<void>;
}

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

export interface BackendPlugin extends PluginHeader<'backend'> {
  /** As a report prints it: 'ONNX Runtime'. */
  readonly title: string;
  /** The devices it knows of, whether or not this machine has them; the first is the default. */
  readonly devices: readonly [Device, ...Device[]];
  /** A capability: those of which a machine may have several, so that a number may follow: 'cuda:1'. */
  readonly numberedDevices?: readonly Device[];
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
  /** Says whether the device works on this machine, by using it. */
  probe(device: Device, options?: ProbeOptions): Promise<Availability>;
  /**
   * A capability: what a record says of the device besides what a session says, such as the versions of its driver and
   * libraries. Asked in a process that has used the device, after steady state. With `tf32` the device may
   * round factors to TensorFloat-32, and logits may differ by as much.
   */
  describeDevice?(device: Device): Promise<Session['asRun'] & { readonly tf32?: boolean }>;
  /**
   * Loads a network for inference, with the weights baked in where the engine gains by it.
   * Throws a `UserError` for an operator that the device cannot run; never falls back to another device.
   */
  open(graph: Graph, weights: Weights, options: SessionOptions): Promise<Session>;
  /**
   * A capability: devices some of whose kernels may be wrong without a message, and the device of this backend that is
   * right. Every convolution of a network is held against it before the network is timed.
   */
  readonly checkedAgainst?: Readonly<Record<Device, Device>>;
  /**
   * A capability: opens an ONNX file as it stands, also one with operators outside of the vocabulary of `Graph`.
   * Throws a `UserError` for an operator that the device cannot run.
   */
  openOnnx?(file: OnnxFile, options: SessionOptions): Promise<Session>;
  /** With `openOnnx`: the domains of operators that the engine has; '' is ONNX's own. */
  readonly onnxDomains?: readonly string[];
  /** A capability: present when the backend can train. `state` holds every parameter and slot. */
  openTrainer?(training: TrainingGraph, state: Weights, options: TrainerOptions): Promise<Trainer>;
  /** With `openTrainer`: the devices that can train; all of them where it is absent. */
  readonly trainingDevices?: readonly Device[];
  /**
   * With `openTrainer`: how many times as fast as onnxruntime on the CPU these devices train, as it was measured. A run
   * that names no trainer takes the fastest of them that works; other devices train when they are asked to.
   */
  readonly trainingSpeed?: Readonly<Record<Device, number>>;
  /**
   * Lines that the engine's library writes to standard error when all is well, as sources of regular expressions: they
   * are left out of what a failure shows.
   */
  readonly knownOutput?: readonly string[];
  /** A capability: present when some devices need more than npm brings; `convbench setup` runs it. */
  readonly setup?: BackendSetup;
}
