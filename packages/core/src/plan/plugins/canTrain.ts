import { findDevice } from '@convbench/spec/plain';
import type { BackendPlugin, Device } from '@convbench/spec';

/** Whether a backend trains on one of its devices. */
export function canTrain({ devices, training }: BackendPlugin, device: Device): boolean {
  return training !== undefined && findDevice(devices, device)?.training !== undefined;
}
