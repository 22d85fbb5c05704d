import type { PluginKind } from '@convbench/spec';
import { Argument } from 'commander';
import { choicesOf } from '../matrix/choicesOf.js';
import type { AddCommand } from './command.js';

export interface NewFlags {
  readonly dir?: string;
  readonly json?: boolean;
}

export const addNewCommand: AddCommand = (program, context) => {
  program
    .command('new')
    .description('write a small, complete, tested package for a plugin')
    .addArgument(
      new Argument('<kind>', 'what it is').choices(
        choicesOf<PluginKind>({ architecture: true, backend: true, dataset: true, reporter: true }),
      ),
    )
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
    .action(async (kind: PluginKind, name: string, flags: NewFlags) => {
      const { makePlugin } = await import('../actions/new.js');
      await makePlugin(kind, name, flags, context);
    });
};
