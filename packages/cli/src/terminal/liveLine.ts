import { createLogUpdate } from 'log-update';
import { terminalText } from './output.js';
import type { Output } from './output.js';

/** A few lines that are redrawn in place; without a terminal, a line now and then. */
export interface LiveLine {
  /** Shows what goes on at the moment. */
  update(text: string): void;
  /** Prints something that stays, above the live lines. */
  keep(text: string): void;
  stop(): void;
}

/** Between lines that report progress where nothing can be redrawn. */
const PLAIN_INTERVAL_MS = 10_000;

export function liveLine(output: Output): LiveLine {
  return output.interactive ? redrawn(output) : plain(output);
}

function redrawn(output: Output): LiveLine {
  const log = createLogUpdate(process.stderr, { showCursor: true });
  return {
    update: (text) => log(terminalText(text)),
    keep: (text) => {
      log.clear();
      output.note(text);
    },
    stop: () => log.clear(),
  };
}

function plain(output: Output): LiveLine {
  let last = performance.now();
  return {
    update: (text) => {
      if (performance.now() - last < PLAIN_INTERVAL_MS) return;
      last = performance.now();
      output.note(text);
    },
    keep: (text) => {
      last = performance.now();
      output.note(text);
    },
    stop: () => undefined,
  };
}
