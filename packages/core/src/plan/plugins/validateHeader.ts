import { API_VERSION, UserError } from '@convbench/spec/plain';
import type { BackendPlugin, Plugin, PluginKind } from '@convbench/spec';
import { describeValue } from '../../base/errors.js';
import { wrongInBackend } from './wrongInBackend.js';
import { didYouMean } from '../../base/suggest.js';

const kinds: readonly PluginKind[] = ['architecture', 'backend', 'dataset', 'reporter'];

/** Members that the core calls or reads; a plugin without them would fail in the middle of a run. */
const required: Readonly<Record<PluginKind, Readonly<Record<string, string>>>> = {
  architecture: { family: 'string', variants: 'array', options: 'schema', build: 'function' },
  backend: {
    title: 'string',
    devices: 'array',
    artefactVersion: 'number',
    probe: 'function',
    materialize: 'function',
    start: 'function',
  },
  dataset: {
    title: 'string',
    native: 'object',
    options: 'schema',
    check: 'function',
    info: 'function',
    open: 'function',
  },
  reporter: { title: 'string', render: 'function' },
};

const isKind = (value: unknown): value is PluginKind => kinds.some((kind) => kind === value);

function hasType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value) && value.length > 0;
  if (type === 'schema')
    return typeof (value as { safeParse?: unknown } | null | undefined)?.safeParse === 'function';
  if (type === 'object') return typeof value === 'object' && value !== null;
  return typeof value === type;
}

function isNoVariant(value: unknown): boolean {
  return typeof (value as { id?: unknown } | null)?.id !== 'string';
}

/** Checks what every plugin must say of itself. Throws a `UserError` that names the module and the member. */
export function validateHeader(candidate: unknown, specifier: string): Plugin {
  const fail = (problem: string, remedy: string) =>
    new UserError('core', `The plugin module ${describeValue(specifier)} ${problem}`, remedy);
  if (typeof candidate !== 'object' || candidate === null)
    throw fail(
      `exports ${describeValue(candidate)} where a plugin object should be.`,
      'Export a plugin, or an array of plugins, as default.',
    );
  const plugin = candidate as Record<string, unknown>;
  const { kind, name, apiVersion } = plugin;
  if (!isKind(kind))
    throw fail(
      `holds a plugin of the unknown kind ${describeValue(kind)}.`,
      `${didYouMean(String(kind), kinds)}Kinds are: ${kinds.join(', ')}.`,
    );
  if (typeof name !== 'string' || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    throw fail(
      `holds a plugin (${kind}) with the name ${describeValue(name)}.`,
      'A name has lower-case letters, digits and single hyphens between them.',
    );
  if (apiVersion !== API_VERSION) {
    const newer = typeof apiVersion === 'number' && apiVersion > API_VERSION;
    throw fail(
      `(${kind} '${name}') was written for version ${describeValue(apiVersion)} of the plugin contract; this convbench has version ${API_VERSION}.`,
      newer
        ? 'Update convbench.'
        : `Update the plugin, then set its apiVersion to ${API_VERSION}. docs/moving-to-contract-2.md says where each member went.`,
    );
  }
  const missing = Object.entries(required[kind])
    .filter(([member, type]) => !hasType(plugin[member], type))
    .map(([member, type]) => `${member} (${type === 'schema' ? 'a zod schema' : type})`);
  if (missing.length > 0)
    throw fail(
      `(${kind} '${name}') lacks or has another type of: ${missing.join(', ')}.`,
      `Compare it with the ${kind} contract in @convbench/spec.`,
    );
  const odd =
    kind === 'architecture' ? (plugin['variants'] as unknown[]).find(isNoVariant) : undefined;
  if (odd !== undefined)
    throw fail(
      `(architecture '${name}') has ${describeValue(odd)} where a variant should be.`,
      'A variant is an object with an id.',
    );
  const wrong = kind === 'backend' ? wrongInBackend(plugin as unknown as BackendPlugin) : [];
  if (wrong.length > 0)
    throw fail(
      `(backend '${name}') contradicts the contract: ${wrong.join('; ')}.`,
      'Mend it; docs/adding-a-backend.md goes through the members.',
    );
  return plugin as unknown as Plugin;
}
