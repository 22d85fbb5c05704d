import { UserError } from '@convbench/spec/plain';
import type { Plugin } from '@convbench/spec';
import type { Loaded, PluginSet } from './types.js';

function claim(
  owners: Map<string, string>,
  what: string,
  name: string,
  owner: Loaded<Plugin>,
): void {
  const mine = `'${owner.plugin.name}' (${owner.reference.specifier})`;
  const other = owners.get(name);
  if (other !== undefined)
    throw new UserError(
      'core',
      `The ${what} '${name}' is claimed twice: by ${other} and by ${mine}.`,
      'Rename one of them, or load only one of the two modules.',
    );
  owners.set(name, mine);
}

/** Names within a kind, and ids and aliases of all architectures together, must be unique; a clash names both sides. */
export function checkUnique(set: PluginSet): void {
  const kinds: readonly (readonly Loaded<Plugin>[])[] = [
    set.architectures,
    set.backends,
    set.datasets,
    set.reporters,
  ];
  for (const plugins of kinds) {
    const owners = new Map<string, string>();
    for (const entry of plugins) claim(owners, entry.plugin.kind, entry.plugin.name, entry);
  }
  const owners = new Map<string, string>();
  for (const entry of set.architectures)
    for (const variant of entry.plugin.variants)
      for (const id of [variant.id, ...(variant.aliases ?? [])])
        claim(owners, 'architecture id', id, entry);
}
