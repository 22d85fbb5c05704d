import { Argument } from 'commander';
import type { Listings } from '../actions/list.js';
import { choicesOf } from '../matrix/choicesOf.js';
import type { AddCommand } from './command.js';

export interface ListFlags {
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

export const addListCommand: AddCommand = (program, context) => {
  program
    .command('list')
    .description('list what there is to choose from')
    .addArgument(
      new Argument('<kind>', 'what to list').choices(
        choicesOf<keyof Listings>({
          architectures: true,
          backends: true,
          datasets: true,
          reporters: true,
        }),
      ),
    )
    .option('--plugin <module...>', 'further plugins: package names or paths')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench list architectures
  convbench list backends --json
  convbench list architectures --plugin ./my-network.ts`,
    )
    .action(async (kind: keyof Listings, flags: ListFlags) => {
      const { list } = await import('../actions/list.js');
      await list(kind, flags, context);
    });
};
