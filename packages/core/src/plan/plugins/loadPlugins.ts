import { fileURLToPath } from 'node:url';
import { UserError, isUserError } from '@convbench/spec/plain';
import type { Plugin } from '@convbench/spec';
import { describeValue, messageOf } from '../../base/errors.js';
import { importModule, resolveCompanion, resolveModule } from '../modules/importModule.js';
import { isModelPath, modelId, modelUrl } from '../models/modelPath.js';
import { builtinSpecifiers } from './builtin.js';
import { checkUnique } from './checkUnique.js';
import type { Loaded, PluginSet } from './types.js';
import { validateHeader } from './validateHeader.js';

export interface LoadPluginsOptions {
  /** `plugins` of the config, and ONNX files: see `matrixSpecifiers`. */
  readonly specifiers: readonly string[];
  /** The folder that relative specifiers start from. */
  readonly directory: string;
  /** Default: the list of this installation; those that are not installed are skipped. */
  readonly builtin?: readonly string[];
}

function isNotFound(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}

/** The codec of ONNX files is large, and few processes read one. */
async function loadModel(specifier: string, url: string): Promise<unknown> {
  const { inspectModel } = await import('../models/inspectModel.js');
  const { modelPlugin } = await import('../models/modelPlugin.js');
  return modelPlugin({ specifier, url }, inspectModel(fileURLToPath(url), modelId(specifier)));
}

async function loadModule(specifier: string, url: string): Promise<Loaded<Plugin>[]> {
  let exported: unknown;
  try {
    exported = isModelPath(url)
      ? await loadModel(specifier, url)
      : (await importModule(url)).default;
  } catch (error) {
    if (isModelPath(url) && isUserError(error)) throw error;
    throw new UserError(
      'core',
      `The plugin module ${describeValue(specifier)} could not be imported: ${messageOf(error)}`,
      isUserError(error) ? error.remedy : 'Mend the module, or take it out of `plugins`.',
      { cause: error },
    );
  }
  if (exported === undefined)
    throw new UserError(
      'core',
      `The plugin module ${describeValue(specifier)} has no default export.`,
      'Export a plugin, or an array of plugins, as default.',
    );
  return (Array.isArray(exported) ? (exported as unknown[]) : [exported]).map((candidate) => {
    const plugin = validated(candidate, specifier);
    const { kind, name } = plugin;
    const knownOutput = plugin.kind === 'backend' ? plugin.knownOutput : undefined;
    const known = knownOutput === undefined ? {} : { knownOutput };
    return { plugin, reference: { kind, name, url, specifier, ...known } };
  });
}

/** A member may throw when it is read. */
function validated(candidate: unknown, specifier: string): Plugin {
  try {
    return validateHeader(candidate, specifier);
  } catch (error) {
    if (isUserError(error)) throw error;
    throw new UserError(
      'core',
      `The plugin module ${describeValue(specifier)} cannot be read: ${messageOf(error)}`,
      'Mend the module, or take it out of `plugins`.',
      { cause: error },
    );
  }
}

async function resolveFromConfig(specifier: string, directory: string): Promise<string> {
  if (isModelPath(specifier)) return modelUrl(specifier, directory);
  try {
    return await resolveModule(specifier, directory);
  } catch (error) {
    throw new UserError(
      'core',
      `The plugin module ${describeValue(specifier)} was not found from ${describeValue(directory)}.`,
      'Install it, or give the path of its file relative to the config.',
      { cause: error },
    );
  }
}

function resolveBuiltin(specifier: string): string | undefined {
  try {
    return resolveCompanion(specifier);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Imports the built-in plugins and those of the config, and checks headers and uniqueness of names.
 * Throws a `UserError` for a module that is missing, throws, or does not hold valid plugins.
 */
export async function loadPlugins(options: LoadPluginsOptions): Promise<PluginSet> {
  const modules = new Map<string, string>();
  for (const specifier of options.builtin ?? builtinSpecifiers) {
    const url = resolveBuiltin(specifier);
    if (url !== undefined) modules.set(url, specifier);
  }
  for (const specifier of options.specifiers) {
    const url = await resolveFromConfig(specifier, options.directory);
    if (!modules.has(url)) modules.set(url, specifier);
  }
  const loaded: Loaded<Plugin>[] = [];
  for (const [url, specifier] of modules) loaded.push(...(await loadModule(specifier, url)));
  const set: PluginSet = {
    architectures: ofKind(loaded, 'architecture'),
    backends: ofKind(loaded, 'backend'),
    datasets: ofKind(loaded, 'dataset'),
    reporters: ofKind(loaded, 'reporter'),
  };
  checkUnique(set);
  return set;
}

function ofKind<Kind extends Plugin['kind']>(
  loaded: readonly Loaded<Plugin>[],
  kind: Kind,
): Loaded<Extract<Plugin, { kind: Kind }>>[] {
  return loaded.filter(
    (entry): entry is Loaded<Extract<Plugin, { kind: Kind }>> => entry.plugin.kind === kind,
  );
}
