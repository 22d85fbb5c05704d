import type { AddCommand } from './command.js';

export interface PublishFlags {
  readonly to: string;
  readonly force?: boolean;
  readonly unfinished?: boolean;
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

export const addPublishCommand: AddCommand = (program, context) => {
  program
    .command('publish')
    .description(
      'make a finished, self-contained copy of a run, fit to be committed, and a page over all such copies',
    )
    .argument('<run>', 'folder of a run')
    .argument('<name>', 'name of the report: its folder')
    .option('--to <folder>', 'where reports are kept', 'reports')
    .option('--force', 'replace a report of the same name')
    .option('--unfinished', 'publish although cells are missing')
    .option('--plugin <module...>', 'further plugins: package names or paths')
    .option('--json', 'print the path as JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench publish runs/2026-11-25T03-44-56 quickstart
  convbench publish runs/2026-11-25T03-44-56 laptop --to ../site/reports --force`,
    )
    .action(async (run: string, name: string, flags: PublishFlags) => {
      const { publishRun } = await import('../actions/publish.js');
      await publishRun(run, name, flags, context);
    });
};
