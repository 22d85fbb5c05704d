import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readResults } from '@convbench/core';
import { naturalNumber } from '../matrix/flagParsers.js';
import { serveReport } from '../serve/serveReport.js';
import { onInterrupt } from '../terminal/interrupt.js';
import type { AddCommand } from './command.js';

interface ServeFlags {
  readonly port: number;
}

export const addServeCommand: AddCommand = (program, { output }) => {
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
    .action(async (run: string, { port }: ServeFlags) => {
      // Says what is wrong with the path or the records before a browser does.
      await readResults(run);
      const file = statSync(run).isDirectory() ? join(run, 'results.jsonl') : run;
      const server = await serveReport({ file, port });
      output.print(server.url);
      output.note('Ctrl-C ends it. Other machines cannot reach it.');
      const interrupt = onInterrupt({ ...output, note: () => undefined });
      await new Promise<void>((resolve) => {
        interrupt.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      interrupt.release();
      await server.close();
    });
};
