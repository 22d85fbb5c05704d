import type { Device } from './backend.js';

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
