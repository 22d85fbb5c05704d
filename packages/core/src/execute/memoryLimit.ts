import { readProcessMemory } from '@convbench/measure';

/** Often enough to stop a process before the machine has to. */
const intervalMs = 50;

export interface MemoryLimitWatch {
  /** Stops watching. */
  end(): { readonly exceeded: boolean; readonly peakRssBytes: number | undefined };
}

/** Reads how large a process is, and calls `onExceeded` once when that is more than the limit. */
export function watchMemoryLimit(
  pid: number | undefined,
  limitBytes: number | undefined,
  onExceeded: () => void,
): MemoryLimitWatch {
  let exceeded = false;
  let peakRssBytes: number | undefined;
  const look = () => {
    if (pid === undefined) return;
    const memory = readProcessMemory(pid);
    if (!('rssBytes' in memory)) return;
    peakRssBytes = Math.max(peakRssBytes ?? 0, memory.rssBytes);
    if (limitBytes === undefined || exceeded || memory.rssBytes <= limitBytes) return;
    exceeded = true;
    onExceeded();
  };
  const timer = setInterval(look, intervalMs);
  timer.unref();
  return {
    end: () => {
      clearInterval(timer);
      return { exceeded, peakRssBytes };
    },
  };
}
