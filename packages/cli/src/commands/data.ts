import type { AddCommand } from './command.js';

export interface DataFlags {
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

const DEFAULT_DATASET = 'fashion-mnist';

export const addDataCommand: AddCommand = (program, context) => {
  const data = program
    .command('data')
    .description('fetch, list and verify the files of data sets')
    .addHelpText(
      'after',
      `
Examples:
  convbench data list
  convbench data fetch fashion-mnist
  convbench data verify --json`,
    );

  const withCommonFlags = (name: string, description: string) =>
    data
      .command(name)
      .description(description)
      .option('--plugin <module...>', 'further plugins: package names or paths')
      .option('--json', 'print JSON');

  withCommonFlags('list', 'list data sets and whether their files are here').action(
    async (flags: DataFlags) => {
      const { listDatasets } = await import('../actions/data.js');
      await listDatasets(flags, context);
    },
  );

  withCommonFlags('verify', 'check the files of data sets against their checksums')
    .argument('[name...]', 'which (default: all)')
    .addHelpText('after', '\nExample:\n  convbench data verify fashion-mnist')
    .action(async (names: readonly string[], flags: DataFlags) => {
      const { verifyDatasets } = await import('../actions/data.js');
      await verifyDatasets(names, flags, context);
    });

  withCommonFlags('fetch', 'bring the files of data sets to this machine')
    .argument('[name...]', `which (default: ${DEFAULT_DATASET})`)
    .addHelpText('after', '\nExample:\n  convbench data fetch fashion-mnist')
    .action(async (names: readonly string[], flags: DataFlags) => {
      const { fetchDatasets } = await import('../actions/data.js');
      await fetchDatasets(names.length === 0 ? [DEFAULT_DATASET] : names, flags, context);
    });
};
