import { readFileSync } from 'node:fs';
import type { PhaseWatch } from './phaseWatch.js';

/** Bytes that loading fetched from a disk; 0 where they were in memory already, undefined where that is not told. */
export function watchDisk(): PhaseWatch<number | undefined> {
  let before: number | undefined;
  let read: number | undefined;
  return {
    onPhase: (phase, pid) => {
      if (phase === 'runtime load') before = readBytes(pid);
      if (phase !== 'first inference' || before === undefined) return;
      const after = readBytes(pid);
      if (after !== undefined) read = after - before;
    },
    end: () => read,
  };
}

/** What a process has caused to be fetched from disks: Linux' `/proc/<pid>/io`. */
function readBytes(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/io`, 'utf8');
    const bytes = /^read_bytes: (\d+)$/m.exec(text)?.[1];
    return bytes === undefined ? undefined : Number(bytes);
  } catch {
    return undefined;
  }
}
