import { CommanderError } from 'commander';
import { createProgram } from './program.js';
import { exitCodes } from './terminal/exitCodes.js';
import { processOutput } from './terminal/output.js';
import type { Output } from './terminal/output.js';

/**
 * Runs the program with the words after `convbench` and returns its exit code: 0, 1 (something failed), 2 (a user's
 * mistake), 3 (`compare` found a regression) or 130 (interrupted).
 */
export async function main(
  words: readonly string[],
  output: Output = processOutput(),
): Promise<number> {
  let exitCode = 0;
  const program = createProgram(output, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has already printed what it has to say, help included.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.userError;
    const { reportError } = await import('./terminal/reportError.js');
    return reportError(error, output);
  }
}
