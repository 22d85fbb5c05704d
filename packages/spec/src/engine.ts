/** @file What runs a network: an engine on a device, and the sessions that it opens. */
import type { Shape } from './graph.js';

/** What really runs, for the record: execution provider, threads, optimisation level. */
export type AsRun = Readonly<Record<string, string | number | boolean>>;

/** A network as the files that an engine loads: what is deployed. Plain data. */
export interface Artefact {
  /** The file or the folder that the engine opens, absolute. */
  readonly path: string;
  /** Size on the disk, weights included. */
  readonly bytes: number;
  /** Images [N, C, H, W]. */
  readonly input: { readonly name: string; readonly shape: readonly [number | 'N', ...Shape] };
  /** Logits of [N, classes], or with further axes of length 1. */
  readonly output: string;
  /** What was decided when it was written; goes into `asRun` of every record. */
  readonly asWritten?: AsRun;
}

export interface EngineOptions {
  /** Threads inside an operator; counts the CPUs that the process may use, not those of the machine. */
  readonly threads: number;
  /** Settings that differ from their defaults, by name. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/** What an engine says of itself. */
export interface EngineFacts {
  /** Such as '1.30.0'; part of the key of trained weights. */
  readonly engineVersion: string;
  /** What the device calls itself, where it does. */
  readonly deviceName?: string;
  /** Set when a software renderer stands in for a GPU: figures are never a performance result. */
  readonly softwareAdapter?: boolean;
}

export interface SessionOptions {
  /** Images of every `run`; static, so that the engine may plan for it. */
  readonly batchSize: number;
  /** Whether the CPU may compute what the device has no kernel for. Default: no, opening fails. */
  readonly allowCpuNodes?: boolean;
}

/** An engine that is loaded, with its device ready and no network: "the runtime" in every figure of memory. */
export interface Engine {
  readonly facts: EngineFacts;
  /**
   * Opens an artefact by its path, as whoever deploys it does.
   * Throws a `UserError` for an operator that the device cannot run; never falls back to another device.
   */
  open(artefact: Artefact, options: SessionOptions): Promise<Session>;
  /** A capability: the processes whose memory and time count, where they are not this one (a browser's). */
  processes?(): Promise<readonly number[]>;
  /**
   * A capability: what a record says of the device besides, such as the versions of its driver and libraries. Asked
   * after steady state. With `tf32` the device may round factors to TensorFloat-32, and logits may differ by as much.
   */
  describe?(): Promise<AsRun & { readonly tf32?: boolean }>;
  /** No session is open any more. */
  stop(): Promise<void>;
}

/** A network ready to run. Never share one between concurrent runs. */
export interface Session {
  readonly asRun: AsRun;
  /**
   * Logits [batchSize, classes] of images [batchSize, C, H, W], row-major. Resolves when they are readable on the
   * host. The result is the caller's to keep.
   */
  run(images: Float32Array): Promise<Float32Array>;
  /**
   * A capability: a series of calls with the same images, timed where they happen, in milliseconds and in their order. It
   * lasts at least so long and has at least so many calls. Where it is absent, the caller times `run`.
   */
  block?(images: Float32Array, span: BlockSpan): Promise<readonly number[]>;
  dispose(): Promise<void>;
}

export interface BlockSpan {
  readonly milliseconds: number;
  readonly leastCalls: number;
}
