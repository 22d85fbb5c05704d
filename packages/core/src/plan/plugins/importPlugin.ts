import type { Plugin, PluginKind } from '@convbench/spec';
import { importModule } from '../modules/importModule.js';
import { isModelPath } from '../models/modelPath.js';
import type { PluginReference } from './types.js';

/** Loads the plugin that a reference names, in a process that did not load the others. */
export async function importPlugin<Kind extends PluginKind>(
  reference: PluginReference,
  kind: Kind,
): Promise<Extract<Plugin, { kind: Kind }>> {
  const exported = isModelPath(reference.url)
    ? (await import('../models/modelPlugin.js')).modelPlugin(reference)
    : (await importModule(reference.url)).default;
  const candidates: unknown[] = Array.isArray(exported) ? exported : [exported];
  // Whoever planned has held it to the contract.
  const found = candidates.find((candidate) => {
    const plugin = candidate as Partial<Plugin> | null | undefined;
    return plugin?.kind === kind && plugin.name === reference.name;
  });
  if (found === undefined)
    throw new Error(
      `The module ${reference.specifier} has no ${kind} '${reference.name}' any more.`,
    );
  return found as Extract<Plugin, { kind: Kind }>;
}
