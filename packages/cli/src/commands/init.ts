import type { AddCommand } from './command.js';

export const addInitCommand: AddCommand = (program, context) => {
  program
    .command('init')
    .description('write a config file to start from')
    .argument('[path]', 'where', 'convbench.config.ts')
    .addHelpText(
      'after',
      '\nExamples:\n  convbench init\n  convbench init matrices/small.config.ts',
    )
    .action(async (path: string) => {
      const { writeConfig } = await import('../actions/init.js');
      await writeConfig(path, context);
    });
};
