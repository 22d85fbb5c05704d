import { join } from 'node:path';
import { readText } from '../host/readText.js';

/** The kernel's unit for processor time in `/proc`, on every architecture that Node runs on. */
export const TICKS_PER_SECOND = 100;

/** Processor time since the machine started, in ticks. */
export interface CpuTimes {
  /** Summed over the CPUs asked for: work of all processes, of the kernel, and time that a hypervisor took away. */
  readonly busy: number;
  /** `busy`, idle and waiting for disks. */
  readonly total: number;
}

/** Times of these CPUs in the text of `/proc/stat`; undefined where one of them is not there. */
export function cpuTimesOf(stat: string, cpus: readonly number[]): CpuTimes | undefined {
  let busy = 0;
  let total = 0;
  for (const cpu of cpus) {
    const numbers = new RegExp(`^cpu${cpu} (.*)$`, 'm').exec(stat)?.[1]?.trim().split(/\s+/);
    if (numbers === undefined) return undefined;
    // Guests' time is already in that of users.
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] =
      numbers.map(Number);
    const work = user + nice + system + irq + softirq + steal;
    busy += work;
    total += work + idle + iowait;
  }
  return { busy, total };
}

/** Processor time of a process with all its threads, in ticks; undefined where it has ended. */
export function processTicks(pid: number, procRoot = '/proc'): number | undefined {
  const stat = readText(join(procRoot, String(pid), 'stat'));
  // The name before may hold anything, brackets and blanks included.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTime, systemTime] = [Number(fields?.[11]), Number(fields?.[12])];
  return Number.isFinite(userTime + systemTime) ? userTime + systemTime : undefined;
}
