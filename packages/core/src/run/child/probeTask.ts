import type { Availability } from '@convbench/spec';
import type { ProbeTask } from '../tasks/messages.js';
import { importPlugin } from '../../plan/plugins/importPlugin.js';

/** Asks a backend whether a device works here. */
export async function probeTask(task: ProbeTask): Promise<Availability> {
  const backend = await importPlugin(task.backend, 'backend');
  return backend.probe(task.device);
}
