import type { PluginReference } from '../plugins/types.js';

/** A plan's reference to a plugin; a plan without it was put together wrongly. */
export function lookUp(
  references: Readonly<Record<string, PluginReference>>,
  name: string,
): PluginReference {
  const reference = references[name];
  if (reference === undefined) throw new Error(`The plan has no plugin for '${name}'.`);
  return reference;
}
