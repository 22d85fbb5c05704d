import { parseDevice, type BackendPlugin, type Device } from '@convbench/spec';

/** Whether a backend trains on one of its devices. */
export function canTrain(plugin: BackendPlugin, device: Device): boolean {
  if (plugin.openTrainer === undefined) return false;
  return plugin.trainingDevices?.includes(parseDevice(device).kind) ?? true;
}
