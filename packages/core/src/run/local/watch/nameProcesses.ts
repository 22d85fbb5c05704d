import { readFileSync } from 'node:fs';
import type { ForeignProcesses } from '@convbench/measure';

/** Names of other processes on a GPU, as far as this machine tells: 'python3 (4711)'. */
export function nameProcesses(found: ForeignProcesses): readonly string[] {
  if ('pids' in found) return found.pids.map(nameOf);
  const { unnamed } = found;
  if (unnamed === 0) return [];
  return [`${unnamed} outside of this container`];
}

function nameOf(pid: number): string {
  try {
    return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (${pid})`;
  } catch {
    return `process ${pid}`; // It has ended, or this is not Linux.
  }
}
