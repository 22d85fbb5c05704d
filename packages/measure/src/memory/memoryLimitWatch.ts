import { readProcessMemory } from './processMemory.js';

/** Between two looks, near the limit and far from it: often enough to stop a process before the machine has to. */
const intervalMs = { shortest: 50, longest: 250 };
/** More than a process gets from the system while it touches every page. */
const bytesPerMs = 4e6;

export interface MemoryLimitWatch {
  /** Stops watching. */
  end(): { readonly exceeded: boolean; readonly peakRssBytes: number | undefined };
}

/**
 * Reads how large a process is, and calls `onExceeded` once when that is more than the limit. The nearer the limit, the
 * more often: a look takes a core away from a process that has them all.
 */
export function watchMemoryLimit(
  pid: number | undefined,
  limitBytes: number | undefined,
  onExceeded: () => void,
): MemoryLimitWatch {
  let exceeded = false;
  let peakRssBytes: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const wait = (rssBytes: number) => {
    const reachedMs = limitBytes === undefined ? Infinity : (limitBytes - rssBytes) / bytesPerMs;
    const { shortest, longest } = intervalMs;
    timer = setTimeout(look, Math.min(Math.max(reachedMs, shortest), longest)).unref();
  };
  const look = () => {
    if (pid === undefined) return;
    const memory = readProcessMemory(pid);
    if (!('rssBytes' in memory)) return;
    wait(memory.rssBytes);
    peakRssBytes = Math.max(peakRssBytes ?? 0, memory.rssBytes);
    if (limitBytes === undefined || exceeded || memory.rssBytes <= limitBytes) return;
    exceeded = true;
    onExceeded();
  };
  wait(0);
  return {
    end: () => {
      clearTimeout(timer);
      return { exceeded, peakRssBytes };
    },
  };
}
