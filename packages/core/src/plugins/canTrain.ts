import type { BackendPlugin, Device } from '@convbench/spec';

/** Whether a backend trains on one of its devices. */
export function canTrain(plugin: BackendPlugin, device: Device): boolean {
  if (plugin.openTrainer === undefined) return false;
  return plugin.trainingDevices?.includes(device) ?? true;
}
