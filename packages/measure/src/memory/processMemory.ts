import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notMeasured, type NotMeasured } from '@convbench/statistics';

/** Bytes; some 1500 are usual, and the lists of CPUs grow with the machine. */
const LONGEST_STATUS = 16_384;

export interface ProcessMemory {
  /** VmRSS: what is resident now. */
  readonly rssBytes: number;
  /** VmHWM: the most that was resident since the process began. */
  readonly peakRssBytes: number;
}

/** Holds the file open, since a look takes a core away from a process that computes on all of them. */
export interface ProcessMemoryReader {
  read(): ProcessMemory | NotMeasured;
  close(): void;
}

/**
 * Memory of a process from `/proc/<pid>/status`, to be looked at again and again.
 *
 * Never from `resourceUsage().maxRSS`: on Linux a child's starts at its parent's peak (oven-sh/bun#43304).
 */
export function openProcessMemory(
  pid: number,
  options: { readonly procRoot?: string } = {},
): ProcessMemoryReader {
  const { procRoot = '/proc' } = options;
  const unreadable = (error: unknown) => notMeasured(whyUnreadable(error, pid, procRoot));
  let file: number;
  try {
    file = openSync(join(procRoot, String(pid), 'status'), 'r');
  } catch (error) {
    const why = unreadable(error);
    return { read: () => why, close: () => undefined };
  }
  const buffer = Buffer.allocUnsafe(LONGEST_STATUS);
  return {
    read() {
      let status: string;
      try {
        status = buffer.toString('latin1', 0, readSync(file, buffer, 0, LONGEST_STATUS, 0));
      } catch (error) {
        return unreadable(error);
      }
      const rssBytes = field(status, 'VmRSS');
      const peakRssBytes = field(status, 'VmHWM');
      if (rssBytes === undefined || peakRssBytes === undefined) {
        return notMeasured(`process ${pid} has ended or shows no memory in ${procRoot}`);
      }
      return { rssBytes, peakRssBytes };
    },
    close: () => closeSync(file),
  };
}

/** A single look. */
export function readProcessMemory(
  pid: number,
  options: { readonly procRoot?: string } = {},
): ProcessMemory | NotMeasured {
  const reader = openProcessMemory(pid, options);
  try {
    return reader.read();
  } finally {
    reader.close();
  }
}

/**
 * Sets the kernel's peak of a process back to what is resident now, so that the next peak is that of what follows.
 * False where that is not allowed, not Linux, or not done in spite of all.
 */
export function resetPeakRss(pid: number, options: { readonly procRoot?: string } = {}): boolean {
  try {
    const path = join(options.procRoot ?? '/proc', String(pid), 'clear_refs');
    writeFileSync(path, '5', { flag: 'r+' });
  } catch {
    return false;
  }
  const memory = readProcessMemory(pid, options);
  // The kernel's counters of single threads lag behind by some pages.
  return 'rssBytes' in memory && memory.peakRssBytes <= 1.02 * memory.rssBytes + 2 ** 20;
}

function whyUnreadable(error: unknown, pid: number, procRoot: string): string {
  try {
    readFileSync(join(procRoot, 'self', 'status'));
  } catch {
    return `memory of a process is read from ${procRoot}, which ${process.platform} does not offer here`;
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ESRCH'
    ? `process ${pid} has ended`
    : `the status of process ${pid} cannot be read (${String(code)})`;
}

function field(status: string, name: string): number | undefined {
  const match = new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status);
  return match === null ? undefined : Number(match[1]) * 1024;
}
