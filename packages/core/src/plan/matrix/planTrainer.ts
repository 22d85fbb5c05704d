import { defaultThreads } from '@convbench/measure';
import type { MatrixConfig } from '@convbench/spec';
import type { PluginSet } from '../plugins/types.js';
import { defaultTrainer } from './defaultTrainer.js';
import type { DeviceProbes } from './deviceProbes.js';
import type { Problems } from './problems.js';
import type { PlannedBackend } from './types.js';

export interface TrainerSearch {
  readonly plugins: PluginSet;
  /** Those of the config that are available. */
  readonly backends: readonly PlannedBackend[];
  /** Whether all of the config are. */
  readonly isComplete: boolean;
  readonly devices: DeviceProbes;
  readonly problems: Problems;
}

/**
 * The backend that trains all networks, so that every backend gets the same weights: that of the config, else the
 * default. Undefined where nothing is trained, and, with a problem, where nothing can.
 */
export async function planTrainer(
  { trainer, weights, backends: asked }: MatrixConfig,
  search: TrainerSearch,
): Promise<PlannedBackend | undefined> {
  if (trainer !== undefined) return chosenTrainer(trainer, search);
  // Networks as they are before training need none.
  if (weights === 'initial') return undefined;
  const { plugins, backends, isComplete, devices } = search;
  // Nothing is probed for a matrix whose backends do not exist.
  if (!asked.some(({ name }) => plugins.backends.some(({ plugin }) => plugin.name === name)))
    return undefined;
  const usual = await defaultTrainer(backends, plugins, ({ name, descriptor, device }) =>
    devices.probe(name, descriptor, device),
  );
  // Where a backend is missing, that is what has to be mended first.
  return usual ?? (isComplete ? anyTrainer(search) : undefined);
}

async function chosenTrainer(
  { name, device, threads = defaultThreads() }: NonNullable<MatrixConfig['trainer']>,
  { devices, problems }: TrainerSearch,
): Promise<PlannedBackend | undefined> {
  const found = await problems.attempt('core', `The trainer '${name}'`, () =>
    devices.find(name, device),
  );
  if (found === undefined) return undefined;
  if (found.canTrain) return { ...found, threads };
  problems.add(
    'core',
    `The backend '${name}' cannot train on '${found.device}'.`,
    'Choose another trainer, or leave the choice to convbench.',
  );
  return undefined;
}

/** One that the matrix does not have; a plan shows which, and so does every record. */
async function anyTrainer({
  plugins,
  devices,
  problems,
}: TrainerSearch): Promise<PlannedBackend | undefined> {
  const able = plugins.backends.find(({ plugin }) => plugin.training !== undefined);
  if (able !== undefined) {
    const found = await devices.find(able.plugin.name);
    return found && { ...found, threads: defaultThreads() };
  }
  problems.add(
    'core',
    'None of the backends can train.',
    'Add a backend that can, such as onnxruntime on the CPU.',
  );
  return undefined;
}
