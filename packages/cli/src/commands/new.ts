import { relative } from 'node:path';
import { loadPlugins, newPlugin, pluginKinds } from '@convbench/core';
import type { NewPlugin } from '@convbench/core';
import { Argument } from 'commander';
import { printJson } from '../terminal/output.js';
import type { AddCommand } from './command.js';

type Kind = (typeof pluginKinds)[number];

export const addNewCommand: AddCommand = (program, { output }) => {
  program
    .command('new')
    .description('write a small, complete, tested package for a plugin')
    .addArgument(new Argument('<kind>', 'what it is').choices(pluginKinds))
    .argument('<name>', 'lower-case words with hyphens: tiny-net')
    .option('--dir <folder>', 'where; must be empty (default: the name of the package)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench new architecture tiny-net
  convbench new dataset road-signs --dir plugins/road-signs`,
    )
    .action(async (kind: Kind, name: string, flags: { dir?: string; json?: boolean }) => {
      const plugins = await loadPlugins({ specifiers: [], directory: process.cwd() });
      const made = await newPlugin({ kind, name, plugins, directory: flags.dir });
      if (flags.json === true) printJson(output, made);
      else output.print(draw(made));
    });
};

function draw({ packageName, directory, files, main }: NewPlugin): string {
  const folder = relative(process.cwd(), directory) || '.';
  return [
    `Made ${packageName} in ${folder}: ${files.join(', ')}`,
    `Next: npm install and npm test there; its plugin is --plugin ./${folder}/${main}`,
  ].join('\n');
}
