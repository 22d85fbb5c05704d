import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@convbench/spec';
import type {
  Availability,
  BackendPlugin,
  BackendSetup,
  Device,
  ProgressListener,
  SetupPlan,
  SetupRequest,
  SetupTarget,
} from '@convbench/spec';
import { probeBackend } from '../local/probeBackend.js';
import { findBackend } from '../../plan/plugins/find.js';
import { didYouMean } from '../../base/suggest.js';
import type { Loaded, PluginSet } from '../../plan/plugins/types.js';
import { takeLock } from '../../store/lock.js';
import { setupDirectory } from '../../base/setupDirectory.js';

export interface SetupChoice {
  readonly backend: string;
  /** Default: the first. */
  readonly target?: string | undefined;
  readonly options?: SetupRequest['options'];
}

export interface PreparedSetup {
  readonly backend: BackendPlugin;
  readonly target: SetupTarget;
  readonly plan: SetupPlan;
  /** Sets up, then probes the devices that needed it, each in a process of its own. */
  run(
    onProgress: ProgressListener,
    signal?: AbortSignal,
  ): Promise<readonly { readonly device: Device; readonly availability: Availability }[]>;
}

/** The backends that have a set-up. */
export function backendsWithSetup(plugins: PluginSet): readonly Loaded<BackendPlugin>[] {
  return plugins.backends.filter(({ plugin }) => plugin.setup !== undefined);
}

/**
 * What a user's first word means: a backend, or a target of the only backend that has one of that name. 'cuda' is short
 * for 'onnxruntime cuda'.
 */
export function resolveShortForm(
  plugins: PluginSet,
  word: string,
): Pick<SetupChoice, 'backend' | 'target'> {
  const named = plugins.backends.some(({ plugin }) => plugin.name === word);
  const [only, ...others] = backendsWithSetup(plugins).filter(({ plugin }) =>
    plugin.setup?.targets.some(({ name }) => name === word),
  );
  if (named || only === undefined || others.length > 0) return { backend: word };
  return { backend: only.plugin.name, target: word };
}

/** A backend's set-up. Throws a `UserError` for a backend that is not there or needs none. */
export function findSetup(
  plugins: PluginSet,
  name: string,
): Loaded<BackendPlugin> & { readonly setup: BackendSetup } {
  const found = findBackend(plugins, name);
  const { setup } = found.plugin;
  if (setup !== undefined) return { ...found, setup };
  const others = backendsWithSetup(plugins).map(({ plugin }) => plugin.name);
  throw new UserError(
    'core',
    `The backend '${name}' needs no set-up.`,
    `These have one: ${others.join(', ') || 'none'}.`,
  );
}

/**
 * Looks what a set-up would do, and changes nothing.
 *
 * Throws a `UserError` for a backend, target or option that does not exist.
 */
export async function prepareSetup(
  plugins: PluginSet,
  { backend, target, options = {} }: SetupChoice,
): Promise<PreparedSetup> {
  const { plugin, reference, setup } = findSetup(plugins, backend);
  const chosen = setup.targets.find(({ name }) => name === (target ?? setup.targets[0].name));
  if (chosen === undefined) {
    const names = setup.targets.map(({ name }) => name);
    throw new UserError(
      'core',
      `The backend '${backend}' has no set-up '${target ?? ''}'.`,
      `${didYouMean(target ?? '', names)}Known: ${names.join(', ')}.`,
    );
  }
  const directory = setupDirectory(plugin.name);
  const request: SetupRequest = { target: chosen.name, options, directory };
  return {
    backend: plugin,
    target: chosen,
    plan: await setup.plan(request),
    run: async (onProgress, signal) => {
      await oneAtATime(plugin.name, directory, () => setup.run(request, onProgress, signal));
      const results = [];
      for (const device of chosen.devices) {
        onProgress({ message: `trying ${plugin.name}:${device}` });
        const probing = signal === undefined ? {} : { signal };
        results.push({ device, availability: await probeBackend(reference, device, probing) });
      }
      return results;
    },
  };
}

/** Runs a set-up while no other process sets up the same backend. A lock whose process has ended is taken over. */
async function oneAtATime(
  backend: string,
  directory: string,
  task: () => Promise<void>,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, 'setup.lock');
  const lock = await takeLock(path, { purpose: `set up '${backend}'` });
  if ('holder' in lock)
    throw new UserError(
      'core',
      `${lock.holder} is setting up '${backend}' already.`,
      `Wait for it to end; if there is none, delete ${path}.`,
    );
  try {
    await task();
  } finally {
    await lock.release();
  }
}
