import { defaultThreads } from '@convbench/measure';
import type { MatrixConfig } from '@convbench/spec';
import type { PluginSet } from '../plugins/types.js';
import type { PlanEvent } from './planEvent.js';
import { DeviceProbes } from './deviceProbes.js';
import type { Probe } from './deviceProbes.js';
import { planTrainer } from './planTrainer.js';
import type { Problems } from './problems.js';
import type { BackendProbe, PlannedBackend } from './types.js';

export interface PlannedBackends {
  /** Those of the config that are available, in its order. */
  readonly backends: readonly PlannedBackend[];
  /** Undefined if nothing is trained. */
  readonly trainer: PlannedBackend | undefined;
  /** Of every device that was probed. */
  readonly probes: readonly BackendProbe[];
}

/** Probes every backend and device of the config once, in processes of their own, and chooses the trainer. */
export async function planBackends(
  config: MatrixConfig,
  plugins: PluginSet,
  probe: Probe,
  problems: Problems,
  onEvent: (event: PlanEvent) => void,
): Promise<PlannedBackends> {
  const devices = new DeviceProbes(plugins, probe, problems, onEvent);
  const backends: PlannedBackend[] = [];
  let isComplete = true;
  for (const { name, device, threads } of config.backends) {
    const found = await problems.attempt('core', `The backend '${name}'`, () =>
      devices.find(name, device),
    );
    if (found === undefined) isComplete = false;
    else
      for (const count of [threads ?? defaultThreads()].flat())
        backends.push({ ...found, threads: count });
  }
  const trainer = await planTrainer(config, { plugins, backends, isComplete, devices, problems });
  return { backends, trainer, probes: devices.all };
}
