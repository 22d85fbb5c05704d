import type { AddCommand } from './command.js';

export interface SetupFlags {
  readonly plugin?: readonly string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const addSetupCommand: AddCommand = (program, context) => {
  program
    .command('setup')
    .description('make this machine ready for a backend that needs more than npm brings')
    .argument('[backend]', 'which, or a target that only one has (default: list them)')
    .argument('[target]', 'what of it, such as cpu or gpu')
    .argument('[options...]', "the backend's own options, as the list shows them")
    .option('--plugin <module...>', 'further plugins: package names or paths')
    .option('--dry-run', 'only say what would be done')
    .option('--json', 'print JSON')
    .allowUnknownOption()
    .addHelpText(
      'after',
      `
Examples:
  convbench setup
  convbench setup tfjs cpu
  convbench setup cuda
  convbench setup tfjs cpu --tensorflow 2.21.0 --dry-run`,
    )
    .action(
      async (
        word: string | undefined,
        second: string | undefined,
        rest: readonly string[],
        flags: SetupFlags,
      ) => {
        const { setup } = await import('../actions/setup.js');
        const words = [word, second, ...rest].filter((each) => each !== undefined);
        await setup(words, flags, context);
      },
    );
};
