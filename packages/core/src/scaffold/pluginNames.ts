import { UserError } from '@convbench/spec';
import type { PluginKind } from '@convbench/spec';
import type { PluginSet } from '../plan/plugins/types.js';

export const pluginKinds = ['architecture', 'backend', 'dataset', 'reporter'] as const;

const longest = 40;

/** The package that holds a plugin, as the built-in ones are called. */
export function packageName(kind: PluginKind, name: string): string {
  return `convbench-${kind === 'architecture' ? 'arch' : kind}-${name}`;
}

/** 'tinyNet', 'TinyNet' and 'Tiny net' of 'tiny-net'. */
export function nameForms(name: string): { camel: string; title: string } {
  const [first = '', ...rest] = name.split('-');
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return {
    camel: [first, ...rest.map(capital)].join(''),
    title: capital(name.replaceAll('-', ' ')),
  };
}

function namesInUse(kind: PluginKind, plugins: PluginSet): string[] {
  const names: Record<PluginKind, () => string[]> = {
    architecture: () =>
      plugins.architectures.flatMap(({ plugin }) => [
        plugin.name,
        ...plugin.variants.flatMap(({ id, aliases = [] }) => [id, ...aliases]),
      ]),
    backend: () => plugins.backends.map(({ plugin }) => plugin.name),
    dataset: () => plugins.datasets.map(({ plugin }) => plugin.name),
    reporter: () => plugins.reporters.map(({ plugin }) => plugin.name),
  };
  return names[kind]();
}

/** Throws a `UserError` for a name that a plugin cannot have, or that another one has. */
export function checkPluginName(kind: PluginKind, name: string, plugins: PluginSet): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > longest)
    throw new UserError(
      'core',
      `${JSON.stringify(name)} is no name for a plugin.`,
      `Use lower-case letters, digits and single hyphens between them, a letter first, ${longest} characters at most: tiny-net.`,
    );
  if (namesInUse(kind, plugins).includes(name))
    throw new UserError(
      'core',
      `The ${kind} '${name}' is there already.`,
      'Choose another name: names and ids are unique.',
    );
}
