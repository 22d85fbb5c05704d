import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readResults } from '@convbench/core';
import type { Context } from '../commands/command.js';
import type { ServeFlags } from '../commands/serve.js';
import { serveReport } from '../serve/serveReport.js';
import { onInterrupt } from '../terminal/interrupt.js';

/** Serves the report of a run until it is interrupted. */
export async function serve(run: string, { port }: ServeFlags, { output }: Context): Promise<void> {
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
}
