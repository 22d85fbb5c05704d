import { writeSync } from 'node:fs';
import { main } from './main.js';
import { exitCodes } from './terminal/exitCodes.js';
import { terminalText } from './terminal/output.js';

/**
 * Runs the program as a process: ends it when the result is written, whatever a plugin has left open, and says so when
 * code of others ends it before, lets it wait for nothing, or throws where nobody waits.
 */
export async function runProgram(words: readonly string[]): Promise<never> {
  let isDone = false;
  const streams = guardStreams();
  process.once('beforeExit', () => {
    if (isDone) return;
    isDone = true;
    say(
      'There is nothing left to wait for, and no result: a promise of the config, a plugin or a reporter never settles.',
      'Leave out `plugins` one after another to find the module that it belongs to.',
    );
    process.exit(exitCodes.userError);
  });
  process.on('exit', (code) => {
    if (isDone || code === exitCodes.interrupted) return;
    say(
      `The config, a plugin or a reporter has ended the program (process.exit with code ${code}).`,
      'Leave out `plugins` one after another to find the module that does it.',
    );
    process.exitCode = exitCodes.userError;
  });
  const onThrown = (thrown: unknown) => {
    isDone = true;
    say(
      `Something was thrown where nobody waits for it: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
      'If the trace names the config or a plugin, mend it there; otherwise please report it.',
    );
    process.exit(1);
  };
  process.on('uncaughtException', onThrown);
  process.on('unhandledRejection', onThrown);

  const code = await main(words);
  isDone = true;
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code === 0 && streams.failed ? 1 : code);
}

/**
 * A reader that has read enough (`| head`) is no error. A disk that is full is said once, and counts as a failure. Either
 * way the command does its work: a run is worth more than what it prints.
 */
function guardStreams(): { readonly failed: boolean } {
  const state = { failed: false };
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || state.failed) return;
    state.failed = true;
    say(`The output cannot be written: ${error.message}.`, 'Write it to another place.');
  });
  process.stderr.on('error', () => undefined);
  return state;
}

/** Resolves when all is written, and when nothing can be. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

/** At once: the process may be about to end. */
function say(problem: string, remedy: string): void {
  try {
    writeSync(2, terminalText(`error [convbench] [cli] ${problem}\n${remedy}\n`));
  } catch {
    // Nobody reads it.
  }
}
