import { isUserError } from '@convbench/spec';
import colors from 'picocolors';
import { exitCodes } from './exitCodes.js';
import type { Output } from './output.js';
import { sourceStack } from './sourceStack.js';

/**
 * Says what went wrong and returns the exit code. A user's mistake is said in two lines, with `--verbose` or
 * `CONVBENCH_DEBUG` its cause too; anything else is a fault of convbench and keeps its stack trace.
 */
export async function reportError(thrown: unknown, output: Output): Promise<number> {
  const error = await explained(thrown);
  if (isUserError(error)) {
    output.note(`${colors.red('error')} [convbench] [${error.room}] ${error.problem}`);
    output.note(error.remedy);
    if (process.env.CONVBENCH_DEBUG !== undefined && error.cause !== undefined)
      output.note(`caused by: ${describe(error.cause)}`);
    return exitCodes.userError;
  }
  output.note(`${colors.red('error')} [convbench] This is a fault of convbench, please report it.`);
  output.note(describe(error));
  return 1;
}

/** What the system refused is nobody's fault, wherever it happened. */
async function explained(thrown: unknown): Promise<unknown> {
  const { syscall, path } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (isUserError(thrown) || syscall === undefined || path === undefined) return thrown;
  const { fileError } = await import('@convbench/core');
  return fileError(thrown, syscall, path);
}

function describe(error: unknown): string {
  return error instanceof Error ? sourceStack(error.stack ?? error.message) : String(error);
}
