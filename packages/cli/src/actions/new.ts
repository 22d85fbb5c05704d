import { relative } from 'node:path';
import { loadPlugins, newPlugin } from '@convbench/core';
import type { NewPlugin } from '@convbench/core';
import type { PluginKind } from '@convbench/spec';
import type { Context } from '../commands/command.js';
import type { NewFlags } from '../commands/new.js';
import { printJson } from '../terminal/output.js';

/** Writes the package of a plugin. */
export async function makePlugin(
  kind: PluginKind,
  name: string,
  flags: NewFlags,
  { output }: Context,
): Promise<void> {
  const plugins = await loadPlugins({ specifiers: [], directory: process.cwd() });
  const made = await newPlugin({ kind, name, plugins, directory: flags.dir });
  if (flags.json === true) printJson(output, made);
  else output.print(draw(made));
}

function draw({ packageName, directory, files, main }: NewPlugin): string {
  const folder = relative(process.cwd(), directory) || '.';
  return [
    `Made ${packageName} in ${folder}: ${files.join(', ')}`,
    `Next: npm install and npm test there; its plugin is --plugin ./${folder}/${main}`,
  ].join('\n');
}
