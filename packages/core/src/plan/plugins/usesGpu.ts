import type { Availability, Device } from '@convbench/spec';

/** Whether a GPU computes on a device that was probed; also one that a software renderer stands in for. */
export function usesGpu(device: Device, availability: Availability): boolean {
  if (!availability.available) return false;
  return availability.usesGpu ?? !['cpu', 'wasm'].includes(device);
}
