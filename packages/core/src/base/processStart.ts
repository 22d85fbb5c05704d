import { readFileSync } from 'node:fs';

/**
 * When a process began, in clock ticks from the start of the system (field 22 of /proc/<pid>/stat): tells it from a later
 * one with the same number. Null where the system does not say, and for a process that is gone.
 */
export function processStart(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
