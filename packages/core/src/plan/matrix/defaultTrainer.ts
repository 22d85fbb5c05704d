import { defaultThreads } from '@convbench/measure';
import { canTrain } from '../plugins/canTrain.js';
import { findBackend } from '../plugins/find.js';
import type { PluginSet } from '../plugins/types.js';
import type { BackendProbe, PlannedBackend } from './types.js';

type Place = Pick<PlannedBackend, 'name' | 'device'>;

/**
 * The trainer where the config names none: the fastest that is installed, of those that say how fast they train. A
 * backend of the matrix that says nothing trains only where the matrix has none that does.
 *
 * @param probe looks whether a device works.
 */
export async function defaultTrainer(
  backends: readonly PlannedBackend[],
  plugins: PluginSet,
  probe: (name: string, device: string) => Promise<BackendProbe>,
): Promise<PlannedBackend | undefined> {
  const ranked = trainersBySpeed(plugins);
  const able = backends.filter((backend) => backend.canTrain);
  const first = able[0] && withMostThreads(backends, able[0]);
  const saysSpeed = ({ name, device }: Place): boolean =>
    ranked.some((other) => other.name === name && other.device === device);
  if (first !== undefined && !able.some(saysSpeed)) return first;
  for (const { name, device } of ranked) {
    const found = await probe(name, device);
    const { availability } = found;
    if (!availability.available) continue;
    const { engineVersion } = availability;
    const { reference } = findBackend(plugins, name);
    return (
      withMostThreads(backends, found) ?? {
        ...found,
        reference,
        engineVersion,
        threads: defaultThreads(),
      }
    );
  }
  return first;
}

/** The fastest first; equally fast ones in the order of the plugins. */
function trainersBySpeed({ backends }: PluginSet): Place[] {
  return backends
    .flatMap(({ plugin }) =>
      Object.entries(plugin.trainingSpeed ?? {})
        .filter(([device]) => canTrain(plugin, device))
        .map(([device, speed]) => ({ name: plugin.name, device, speed })),
    )
    .sort((a, b) => b.speed - a.speed);
}

/** Of the matrix' entries for that device; a sweep over threads is about inference. */
function withMostThreads(
  backends: readonly PlannedBackend[],
  { name, device }: Place,
): PlannedBackend | undefined {
  return backends
    .filter((backend) => backend.name === name && backend.device === device)
    .sort((a, b) => b.threads - a.threads)[0];
}
