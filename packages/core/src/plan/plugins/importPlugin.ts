import type { Plugin, PluginKind } from '@convbench/spec';
import { importModule } from '../modules/importModule.js';
import { isModelPath } from '../models/modelPath.js';
import type { PluginReference } from './types.js';
import { validateHeader } from './validateHeader.js';

/** Loads the plugin that a reference names, in a process that did not load the others. */
export async function importPlugin<Kind extends PluginKind>(
  reference: PluginReference,
  kind: Kind,
): Promise<Extract<Plugin, { kind: Kind }>> {
  const exported = isModelPath(reference.url)
    ? (await import('../models/modelPlugin.js')).modelPlugin(reference)
    : (await importModule(reference.url)).default;
  const candidates: unknown[] = Array.isArray(exported) ? exported : [exported];
  const found = candidates
    .map((candidate) => validateHeader(candidate, reference.specifier))
    .find((plugin) => plugin.kind === kind && plugin.name === reference.name);
  if (found === undefined)
    throw new Error(
      `The module ${reference.specifier} has no ${kind} '${reference.name}' any more.`,
    );
  return found as Extract<Plugin, { kind: Kind }>;
}
