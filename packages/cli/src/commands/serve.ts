import { naturalNumber } from '../matrix/flagParsers.js';
import type { AddCommand } from './command.js';

export interface ServeFlags {
  readonly port: number;
}

export const addServeCommand: AddCommand = (program, context) => {
  program
    .command('serve')
    .description('show the report of a run on this machine, updated while the run goes on')
    .argument('<run>', 'folder of a run, or a results.jsonl')
    .option('--port <number>', 'of the loopback interface; 0 is any that is free', naturalNumber, 0)
    .addHelpText(
      'after',
      `
Examples:
  convbench serve runs/2026-11-25T03-44-56
  convbench serve runs/2026-11-25T03-44-56 --port 8200`,
    )
    .action(async (run: string, flags: ServeFlags) => {
      const { serve } = await import('../actions/serve.js');
      await serve(run, flags, context);
    });
};
