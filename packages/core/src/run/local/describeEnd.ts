import type { Failure } from '@convbench/spec';
import type { ErrorData } from '../../base/errors.js';
import { saysOutOfMemory, wasLikelyKilledForMemory } from './outOfMemory.js';

/** How a process ended that has given no result. */
export interface ChildEnd {
  readonly thrown: ErrorData | undefined;
  readonly spawnError: Error | undefined;
  readonly timedOut: boolean;
  readonly exitCode: number | null;
  readonly exitSignal: string | null;
  readonly timeLimitMs: number;
  /** The largest RSS that was seen. */
  readonly peakRssBytes: number | undefined;
  /** Set when the process passed it and was stopped. */
  readonly exceededLimitBytes: number | undefined;
}

const smaller = 'Take a smaller batch or network, or a machine with more memory.';

export function describeEnd(
  base: Pick<Failure, 'phase' | 'standardError'>,
  end: ChildEnd,
): Failure {
  const { thrown, exitSignal, exceededLimitBytes, peakRssBytes } = end;
  const peak = peakRssBytes === undefined ? {} : { peakRssBytes };
  if (exceededLimitBytes !== undefined)
    return {
      kind: 'out-of-memory',
      message: `It grew beyond the limit of ${formatBytes(exceededLimitBytes)} and was stopped.`,
      remedy: 'Raise the limit of memory for a cell, or take a smaller batch or network.',
      ...peak,
      ...base,
    };
  if (thrown !== undefined)
    return saysOutOfMemory(thrown.message)
      ? { kind: 'out-of-memory', message: thrown.message, remedy: smaller, ...peak, ...base }
      : {
          kind: thrown.kind ?? 'threw',
          message: thrown.message,
          ...(thrown.user === undefined ? {} : { remedy: thrown.user.remedy }),
          ...base,
        };
  if (end.spawnError !== undefined)
    return {
      kind: 'threw',
      message: `The process did not start: ${end.spawnError.message}`,
      ...base,
    };
  if (end.timedOut)
    return {
      kind: 'timed-out',
      message: `It was not done after ${formatMinutes(end.timeLimitMs)} and was stopped.`,
      remedy: 'Raise the time limit in the config, or take a smaller network or batch.',
      ...base,
    };
  const signal = exitSignal === null ? {} : { signal: exitSignal };
  const exitCode = end.exitCode === null ? {} : { exitCode: end.exitCode };
  if (saysOutOfMemory(base.standardError) || wasLikelyKilledForMemory(exitSignal, peakRssBytes))
    return {
      kind: 'out-of-memory',
      message: 'The process ended because memory ran out.',
      remedy: smaller,
      ...signal,
      ...exitCode,
      ...peak,
      ...base,
    };
  if (exitSignal !== null)
    return {
      kind: 'killed',
      message: `The process was killed by ${exitSignal}${signalHint(exitSignal)}.`,
      ...signal,
      ...base,
    };
  return {
    kind: 'exited',
    message: `The process exited with code ${end.exitCode ?? 'unknown'} before it was done.`,
    ...exitCode,
    ...base,
  };
}

function formatBytes(bytes: number): string {
  return `${Number((bytes / 1e6).toPrecision(4))} MB`;
}

function formatMinutes(ms: number): string {
  return ms < 60_000
    ? `${Number((ms / 1000).toPrecision(3))} s`
    : `${Number((ms / 60_000).toPrecision(3))} min`;
}

function signalHint(signal: string): string {
  if (signal === 'SIGKILL') return ', as the system does when memory runs out';
  if (signal === 'SIGSEGV' || signal === 'SIGBUS') return ', a crash in native code';
  if (signal === 'SIGABRT') return ', an abort in native code';
  return '';
}
