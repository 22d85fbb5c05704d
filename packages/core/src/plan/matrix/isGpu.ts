import type { BackendProbe } from './types.js';

/** Whether a GPU computes on a device that was probed. A software renderer in its place has the speed of a processor. */
export function isGpu({
  descriptor,
  availability,
}: Pick<BackendProbe, 'descriptor' | 'availability'>): boolean {
  const isSoftware = availability.available && availability.softwareAdapter === true;
  return descriptor.usesGpu && availability.available && !isSoftware;
}
