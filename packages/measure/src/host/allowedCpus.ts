import { availableParallelism } from 'node:os';
import { controlGroups, type ControlGroup } from './cgroups.js';
import { affinityOf } from './cpuList.js';

export interface ProcessOptions {
  /** Default: this process. */
  readonly pid?: number;
  /** Where `/proc` and `/sys` are looked for; default '/'. */
  readonly root?: string;
}

/**
 * CPUs that a process may use: its affinity, cut down to the quota of its control groups (v1 and v2, a container's
 * limit), rounded down but at least 1. Engines must be told: the defaults of some count the machine's CPUs and pin
 * threads to forbidden ones (microsoft/onnxruntime#8313).
 */
export function allowedCpus(options: ProcessOptions = {}): number {
  const { pid = process.pid, root = '/' } = options;
  const affinity = affinityOf(pid, root)?.length ?? availableParallelism();
  return Math.max(1, Math.floor(Math.min(affinity, cpuQuota(options))));
}

/** The smallest quota, in CPUs, of the process's control groups and those around them; Infinity without one. */
export function cpuQuota({ pid = process.pid, root = '/' }: ProcessOptions = {}): number {
  return Math.min(Infinity, ...controlGroups(pid, 'cpu', root).map(quotaOf));
}

function quotaOf(group: ControlGroup): number {
  if (group.version === 2) {
    const [, microseconds, period] = /^(\d+) (\d+)$/m.exec(group.read('cpu.max') ?? '') ?? [];
    return microseconds === undefined ? Infinity : Number(microseconds) / Number(period);
  }
  const microseconds = Number(group.read('cpu.cfs_quota_us') ?? -1);
  const period = Number(group.read('cpu.cfs_period_us') ?? 0);
  return microseconds > 0 && period > 0 ? microseconds / period : Infinity;
}
