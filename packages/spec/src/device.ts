import type { Precision } from './precision.js';

/** Where a backend computes, in its own words: 'cpu', 'webgpu', 'cuda:1'. */
export type Device = string;

/** A setting of an engine that a user may choose, with what it is when nobody chooses. */
export type EngineSettingDescriptor = {
  /** Lower case, hyphens: 'graph-optimization'. */
  readonly name: string;
  readonly description: string;
} & (
  | { readonly kind: 'switch'; readonly default: boolean }
  | { readonly kind: 'number'; readonly default: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default: string }
);

/** The files that `materialize` writes for a device. */
export interface ArtefactForm {
  /** Devices of a backend with the same form share files: 'onnx'. */
  readonly name: string;
  /** `any`: the engine fixes an open batch while it loads, so that all batch sizes share a file. */
  readonly batch: 'any' | 'one';
}

/** All that is known of a device before a machine is asked. */
export interface DeviceDescriptor {
  /** Without a number. */
  readonly name: Device;
  /** Whether a GPU computes, whose memory and power then count. */
  readonly usesGpu: boolean;
  /** What the engine can have; `Availability.precisions` says what a machine has of it. */
  readonly precisions: readonly [Precision, ...Precision[]];
  readonly artefact: ArtefactForm;
  /** Whether several processes may use it side by side, so that they can take turns. */
  readonly sharesTurns: boolean;
  /** A machine may have several, so that a number may follow the name: 'cuda:1'. */
  readonly numbered?: true;
  /**
   * Some of its kernels may be wrong without a message: the device of this backend that is right. Every convolution of a
   * network is held against it before the network is timed, and the gradients before a training.
   */
  readonly checkedAgainst?: Device;
  /** Present where the backend can train on it. */
  readonly training?: DeviceTraining;
  /** Settings of the engine. */
  readonly settings?: readonly EngineSettingDescriptor[];
}

export interface DeviceTraining {
  /**
   * Images per second over those of PyTorch on the CPU of the same machine: the geometric mean over several networks, to
   * one decimal (`npm run bench:training`). A run that names no trainer takes the fastest device that works. One that
   * says nothing trains when it is asked to.
   */
  readonly relativeSpeed?: number;
}

/** A device as it is written: of some kind, and maybe with a number. */
export interface DeviceName {
  /** 'cuda' of 'cuda:1'. */
  readonly kind: Device;
  /** 1 of 'cuda:1'; undefined where there is no number. */
  readonly index: number | undefined;
}

/** Takes 'cuda:1' apart. */
export function parseDevice(device: Device): DeviceName {
  const [, kind, index] = /^(.+):(\d+)$/.exec(device) ?? [];
  return kind === undefined ? { kind: device, index: undefined } : { kind, index: Number(index) };
}

/** The descriptor of a device as a user writes it; undefined where the backend has none of that name. */
export function findDevice(
  devices: readonly DeviceDescriptor[],
  device: Device,
): DeviceDescriptor | undefined {
  const { kind, index } = parseDevice(device);
  return devices.find(
    ({ name, numbered }) => name === kind && (index === undefined || numbered === true),
  );
}
