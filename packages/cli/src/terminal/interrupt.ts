import type { Output } from './output.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives Ctrl-C back its usual meaning. */
  release(): void;
}

/**
 * The first Ctrl-C (or SIGTERM, or a terminal that closes) asks for an orderly stop, a second one ends the process at once; nothing that has been
 * recorded is lost either way.
 */
export function onInterrupt(output: Output): Interrupt {
  const controller = new AbortController();
  const handle = () => {
    if (controller.signal.aborted) process.exit(130);
    output.note('\nStopping; what has ended is saved. Once more to stop at once.');
    controller.abort();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  // A terminal that closes.
  process.on('SIGHUP', handle);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
      process.off('SIGHUP', handle);
    },
  };
}
