import type { BackendProbe } from '../../plan/matrix/types.js';
import type { PluginReference } from '../../plan/plugins/types.js';

/** A plan's reference to a plugin; a plan without it was put together wrongly. */
export function lookUp(
  references: Readonly<Record<string, PluginReference>>,
  name: string,
): PluginReference {
  const reference = references[name];
  if (reference === undefined) throw new Error(`The plan has no plugin for '${name}'.`);
  return reference;
}

/** What a plan's probe found of a device; undefined where it was not probed. */
export function lookUpProbe(
  probes: readonly BackendProbe[],
  name: string,
  device: string,
): BackendProbe | undefined {
  return probes.find((probe) => probe.name === name && probe.device === device);
}
