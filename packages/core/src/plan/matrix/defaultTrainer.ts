import { defaultThreads } from '@convbench/measure';
import { canTrain } from '../plugins/canTrain.js';
import { findBackend } from '../plugins/find.js';
import type { PluginSet } from '../plugins/types.js';
import type { BackendProbe, PlannedBackend } from './types.js';

type Place = Pick<PlannedBackend, 'name' | 'device' | 'descriptor'>;

/**
 * The trainer where the config names none: the fastest that is installed, of those that say how fast they train. A
 * backend of the matrix that says nothing trains only where the matrix has none that does.
 *
 * @param probe looks whether a device works.
 */
export async function defaultTrainer(
  backends: readonly PlannedBackend[],
  plugins: PluginSet,
  probe: (place: Place) => Promise<BackendProbe>,
): Promise<PlannedBackend | undefined> {
  const ranked = trainersBySpeed(plugins);
  const able = backends.filter((backend) => backend.canTrain);
  const first = able[0] && withMostThreads(backends, able[0]);
  const saysSpeed = ({ descriptor }: Place): boolean =>
    descriptor.training?.relativeSpeed !== undefined;
  if (first !== undefined && !able.some(saysSpeed)) return first;
  for (const place of ranked) {
    const found = await probe(place);
    const { availability } = found;
    if (!availability.available) continue;
    const { engineVersion } = availability;
    const { reference } = findBackend(plugins, place.name);
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
      plugin.devices
        .filter(({ name }) => canTrain(plugin, name))
        .map((descriptor) => ({ name: plugin.name, device: descriptor.name, descriptor })),
    )
    .filter(({ descriptor }) => descriptor.training?.relativeSpeed !== undefined)
    .sort((a, b) => speedOf(b) - speedOf(a));
}

const speedOf = ({ descriptor }: Place): number => descriptor.training?.relativeSpeed ?? 0;

/** Of the matrix' entries for that device; a sweep over threads is about inference. */
function withMostThreads(
  backends: readonly PlannedBackend[],
  { name, device }: Pick<Place, 'name' | 'device'>,
): PlannedBackend | undefined {
  return backends
    .filter((backend) => backend.name === name && backend.device === device)
    .sort((a, b) => b.threads - a.threads)[0];
}
