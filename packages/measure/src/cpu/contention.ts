import { join } from 'node:path';
import type { Measured } from '@convbench/spec';
import { notMeasured } from '@convbench/statistics';
import { affinityOf } from '../host/cpuList.js';
import { readText } from '../host/readText.js';
import { cpuTimesOf, processTicks, TICKS_PER_SECOND, type CpuTimes } from './cpuTimes.js';

/** Who used the processor in a stretch of time, as parts of the time of the CPUs that the process may use. */
export interface CpuShares {
  /** Of the process that was watched, with its threads. */
  readonly ownShare: Measured;
  /** Of all others, less the processes named as not disturbing; with time that a hypervisor took away. */
  readonly otherShare: Measured;
}

export interface CpuSnapshot {
  readonly cpus: CpuTimes;
  readonly ownTicks: number;
  /** Of processes that are no disturbance, such as the one that watches. */
  readonly knownTicks: number;
}

/** In a shorter stretch the kernel's clock of 10 ms decides what the shares are. */
const SHORTEST_SECONDS = 0.2;

/** The shares between two snapshots of the same CPUs. */
export function sharesBetween(
  before: CpuSnapshot,
  after: CpuSnapshot,
  cpuCount: number,
): CpuShares {
  const total = after.cpus.total - before.cpus.total;
  const seconds = total / TICKS_PER_SECOND / cpuCount;
  if (!(seconds >= SHORTEST_SECONDS)) {
    const why = notMeasured(
      `${Math.max(0, Math.round(1000 * seconds))} ms: the kernel counts processor time in steps of 10 ms, which needs at least 200`,
    );
    return { ownShare: why, otherShare: why };
  }
  const own = after.ownTicks - before.ownTicks;
  const known = after.knownTicks - before.knownTicks;
  const others = after.cpus.busy - before.cpus.busy - own - known;
  // Each of the counters is rounded for itself.
  return {
    ownShare: { value: Math.min(1, own / total) },
    otherShare: { value: Math.min(1, Math.max(0, others / total)) },
  };
}

export interface CpuWatch {
  /** What happens from now on does not count. The process has to live. */
  pause(): void;
  /** It counts again. */
  go(): void;
  /** Shares of the time that counts; may be asked again. While it goes, the process has to live. */
  shares(): CpuShares;
}

export interface CpuWatchOptions {
  /** Processes that are no disturbance; default this one. */
  readonly knownPids?: readonly number[];
  /** Where `/proc` is looked for; default '/'. */
  readonly root?: string;
}

/** Begins to watch who uses the CPUs that a process may use. Costs two reads of `/proc` now, at a pause and when asked. */
export function startCpuWatch(pid: number, options: CpuWatchOptions = {}): CpuWatch {
  const { knownPids = [process.pid], root = '/' } = options;
  const proc = join(root, 'proc');
  const cpus = affinityOf(pid, root) ?? [];
  const snapshot = (): CpuSnapshot | string => {
    const times = cpuTimesOf(readText(join(proc, 'stat')) ?? '', cpus);
    if (times === undefined || cpus.length === 0) {
      return `processor time is read from ${proc}, which ${process.platform} does not offer here`;
    }
    const ownTicks = processTicks(pid, proc);
    if (ownTicks === undefined) return `process ${pid} has ended`;
    const knownTicks = knownPids
      .filter((known) => known !== pid)
      .reduce((sum, known) => sum + (processTicks(known, proc) ?? 0), 0);
    return { cpus: times, ownTicks, knownTicks };
  };
  let obstacle: string | undefined;
  let since: CpuSnapshot | undefined;
  let spent: CpuSnapshot = NOTHING;
  const look = (): CpuSnapshot | undefined => {
    if (obstacle !== undefined) return undefined;
    const seen = snapshot();
    if (typeof seen !== 'string') return seen;
    obstacle = seen;
    return undefined;
  };
  const count = (): void => {
    const now = since && look();
    if (since !== undefined && now !== undefined) spent = withStretch(spent, since, now);
    since = since && now;
  };
  since = look();
  return {
    pause() {
      count();
      since = undefined;
    },
    go() {
      since ??= look();
    },
    shares() {
      count();
      if (obstacle === undefined) return sharesBetween(NOTHING, spent, cpus.length);
      return { ownShare: notMeasured(obstacle), otherShare: notMeasured(obstacle) };
    },
  };
}

const NOTHING: CpuSnapshot = { cpus: { busy: 0, total: 0 }, ownTicks: 0, knownTicks: 0 };

function withStretch(spent: CpuSnapshot, from: CpuSnapshot, to: CpuSnapshot): CpuSnapshot {
  return {
    cpus: {
      busy: spent.cpus.busy + to.cpus.busy - from.cpus.busy,
      total: spent.cpus.total + to.cpus.total - from.cpus.total,
    },
    ownTicks: spent.ownTicks + to.ownTicks - from.ownTicks,
    knownTicks: spent.knownTicks + to.knownTicks - from.knownTicks,
  };
}
