import { UserError } from '@convbench/spec/plain';
import type { BackendPlugin, DatasetPlugin, Plugin, ReporterPlugin } from '@convbench/spec';
import { didYouMean } from '../../base/suggest.js';
import type { FoundVariant, Loaded, PluginSet } from './types.js';

function unknown(
  what: string,
  given: string,
  choices: readonly string[],
  all = choices,
): UserError {
  const list = choices.length === 0 ? 'none is loaded' : choices.join(', ');
  return new UserError(
    'core',
    `There is no ${what} '${given}'.`,
    `${didYouMean(given, all)}Known: ${list}.`,
  );
}

function findByName<P extends Plugin>(
  entries: readonly Loaded<P>[],
  what: string,
  name: string,
): Loaded<P> {
  const found = entries.find((entry) => entry.plugin.name === name);
  if (found !== undefined) return found;
  throw unknown(
    what,
    name,
    entries.map((entry) => entry.plugin.name),
  );
}

/** By id or alias; undefined where no plugin has it. */
export function lookUpVariant(plugins: PluginSet, idOrAlias: string): FoundVariant | undefined {
  for (const entry of plugins.architectures)
    for (const variant of entry.plugin.variants)
      if (variant.id === idOrAlias || variant.aliases?.includes(idOrAlias))
        return { ...entry, variant };
  return undefined;
}

/** By id or alias. Throws a `UserError` that lists the ids and suggests the nearest id or alias. */
export function findVariant(plugins: PluginSet, idOrAlias: string): FoundVariant {
  const found = lookUpVariant(plugins, idOrAlias);
  if (found !== undefined) return found;
  const variants = plugins.architectures.flatMap((entry) => entry.plugin.variants);
  const ids = variants.map((variant) => variant.id);
  throw unknown('architecture', idOrAlias, ids, [
    ...ids,
    ...variants.flatMap((variant) => variant.aliases ?? []),
  ]);
}

/** Throws a `UserError` that lists the names and suggests the nearest. */
export function findBackend(plugins: PluginSet, name: string): Loaded<BackendPlugin> {
  return findByName(plugins.backends, 'backend', name);
}

/** Throws a `UserError` that lists the names and suggests the nearest. */
export function findDataset(plugins: PluginSet, name: string): Loaded<DatasetPlugin> {
  return findByName(plugins.datasets, 'data set', name);
}

/** Throws a `UserError` that lists the names and suggests the nearest. */
export function findReporter(plugins: PluginSet, name: string): Loaded<ReporterPlugin> {
  return findByName(plugins.reporters, 'reporter', name);
}
