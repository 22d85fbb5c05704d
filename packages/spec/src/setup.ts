import type { Device } from './device.js';
import type { ProgressListener } from './dataset.js';

/** One thing that a backend can make ready on a machine, such as a native library for one kind of device. */
export interface SetupTarget {
  /** As a user writes it: 'cpu', 'gpu'. */
  readonly name: string;
  /** What is set up: 'libtensorflow for the CPU'. */
  readonly title: string;
  /** Devices of the backend that need it. */
  readonly devices: readonly Device[];
}

/** A choice that a user has, written as `--name value`, or `--name` for a switch. */
export interface SetupOption {
  /** Lower case, hyphens. */
  readonly name: string;
  readonly kind: 'text' | 'switch';
  readonly description: string;
}

export interface SetupRequest {
  /** Name of a target. */
  readonly target: string;
  /** Those that were given, by name. */
  readonly options: Readonly<Record<string, string | boolean>>;
  /** Where the backend keeps what a set-up makes: a folder of its own, which need not exist yet. */
  readonly directory: string;
}

/** What a set-up would do on this machine. */
export interface SetupPlan {
  /** In sentences, in order; empty when everything is there. */
  readonly steps: readonly string[];
  /** Rounded up where it is not known exactly; 0 when nothing has to be downloaded. */
  readonly downloadBytes: number;
  /** Needed while it works; less stays. */
  readonly diskBytes: number;
  /** Where it will lie. */
  readonly location: string;
  /** Everything that the machine lacks for it: tools, room, packages. */
  readonly missing: readonly { readonly problem: string; readonly remedy: string }[];
}

/**
 * How a backend makes a machine ready for devices that need more than npm brings. Every step may be repeated and
 * interrupted: what is complete stays, what is not is done again, and nothing half-done is ever taken for complete.
 */
export interface BackendSetup {
  /** The first is the default. */
  readonly targets: readonly [SetupTarget, ...SetupTarget[]];
  readonly options: readonly SetupOption[];
  /** Looks without changing anything. Throws a `UserError` for an option's value that makes no sense. */
  plan(request: SetupRequest): Promise<SetupPlan>;
  /**
   * Runs in one process at a time. `request.directory` is there.
   *
   * Throws a `UserError` that says what failed and how to go on, or the reason of the signal's abortion.
   */
  run(request: SetupRequest, onProgress: ProgressListener, signal?: AbortSignal): Promise<void>;
}
