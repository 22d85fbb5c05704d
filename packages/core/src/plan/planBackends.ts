import { defaultThreads } from '@convbench/measure';
import { parseDevice } from '@convbench/spec';
import type { Availability, BackendPlugin, Device, MatrixConfig } from '@convbench/spec';
import { canTrain } from '../plugins/canTrain.js';
import { findBackend } from '../plugins/find.js';
import { didYouMean } from '../plugins/suggest.js';
import type { PluginReference, PluginSet } from '../plugins/types.js';
import type { PlanEvent } from '../execute/events.js';
import { defaultTrainer } from './defaultTrainer.js';
import type { Problems } from './problems.js';
import type { BackendProbe, PlannedBackend } from './types.js';

/** Asks a backend in another process whether a device works. */
export type Probe = (reference: PluginReference, device: string) => Promise<Availability>;

export interface PlannedBackends {
  /** Those of the config that are available, in its order. */
  readonly backends: readonly PlannedBackend[];
  /** The one that trains all networks, so that every backend gets the same weights. Undefined if none is trained. */
  readonly trainer: PlannedBackend | undefined;
  /** Of every device that was probed. */
  readonly probes: readonly BackendProbe[];
}

function hasDevice({ devices, numberedDevices = [] }: BackendPlugin, device: Device): boolean {
  const { kind, index } = parseDevice(device);
  return devices.includes(device) || (index !== undefined && numberedDevices.includes(kind));
}

/** Probes every backend and device of the config once, in processes of their own, and chooses the trainer. */
export async function planBackends(
  config: MatrixConfig,
  plugins: PluginSet,
  probe: Probe,
  problems: Problems,
  onEvent: (event: PlanEvent) => void,
): Promise<PlannedBackends> {
  const probed = new Map<string, BackendProbe>();

  const probeOnce = async (name: string, device: string): Promise<BackendProbe> => {
    const known = probed.get(`${name} ${device}`);
    if (known !== undefined) return known;
    onEvent({ type: 'probing-backend', name, device });
    const { plugin, reference } = findBackend(plugins, name);
    const result = {
      name,
      title: plugin.title,
      device,
      canTrain: canTrain(plugin, device),
      availability: await probe(reference, device),
    };
    probed.set(`${name} ${device}`, result);
    return result;
  };

  const planned = async (
    name: string,
    askedDevice?: string,
  ): Promise<Omit<PlannedBackend, 'threads'> | undefined> => {
    const { plugin, reference } = findBackend(plugins, name);
    const device = askedDevice ?? plugin.devices[0];
    if (!hasDevice(plugin, device)) {
      const { kind } = parseDevice(device);
      const numbered = (plugin.numberedDevices ?? []).map((each) => `${each}:1`);
      const remedy = `${didYouMean(kind, plugin.devices)}It has: ${[...plugin.devices, ...numbered].join(', ')}.`;
      problems.add('core', `The backend '${name}' has no device '${device}'.`, remedy);
      return undefined;
    }
    const result = await probeOnce(name, device);
    const { availability } = result;
    if (availability.available)
      return { ...result, reference, engineVersion: availability.engineVersion };
    problems.add(
      `backend-${name}`,
      `The device '${device}' is not available: ${availability.reason}`,
      availability.remedy,
    );
    return undefined;
  };

  const backends: PlannedBackend[] = [];
  let asked = 0;
  let available = 0;
  for (const entry of config.backends) {
    const backend = await problems.attempt('core', `The backend '${entry.name}'`, () => {
      findBackend(plugins, entry.name);
      asked += 1;
      return planned(entry.name, entry.device);
    });
    if (backend === undefined) continue;
    available += 1;
    for (const threads of [entry.threads ?? defaultThreads()].flat())
      backends.push({ ...backend, threads });
  }

  const chosen = config.trainer;
  if (chosen !== undefined) {
    const trainer = await problems.attempt('core', `The trainer '${chosen.name}'`, () => {
      findBackend(plugins, chosen.name);
      return planned(chosen.name, chosen.device);
    });
    if (trainer !== undefined && !trainer.canTrain)
      problems.add(
        'core',
        `The backend '${trainer.name}' cannot train on '${trainer.device}'.`,
        'Choose another trainer, or leave the choice to convbench.',
      );
    const isAble = trainer?.canTrain === true;
    return {
      backends,
      trainer: isAble ? { ...trainer, threads: chosen.threads ?? defaultThreads() } : undefined,
      probes: [...probed.values()],
    };
  }

  // Networks as they are before training need none.
  if (config.weights === 'initial')
    return { backends, trainer: undefined, probes: [...probed.values()] };

  let trainer = asked > 0 ? await defaultTrainer(backends, plugins, probeOnce) : undefined;
  // Otherwise another backend trains; a plan shows which, and so does every record.
  if (trainer === undefined && asked > 0 && available === config.backends.length) {
    const other = plugins.backends.find(({ plugin }) => plugin.openTrainer !== undefined);
    if (other === undefined)
      problems.add(
        'core',
        'None of the backends can train.',
        'Add a backend that can, such as onnxruntime on the CPU.',
      );
    else {
      const backend = await planned(other.plugin.name);
      if (backend !== undefined) trainer = { ...backend, threads: defaultThreads() };
    }
  }
  return { backends, trainer, probes: [...probed.values()] };
}
