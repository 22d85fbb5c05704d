import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

export interface AllowedCpusOptions {
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
export function allowedCpus(options: AllowedCpusOptions = {}): number {
  const { pid = process.pid, root = '/' } = options;
  const status = readText(join(root, 'proc', String(pid), 'status'));
  const list = status && /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  const affinity = list === undefined ? availableParallelism() : cpusInList(list);
  const quota = cgroupQuota(readText(join(root, 'proc', String(pid), 'cgroup')) ?? '', root);
  return Math.max(1, Math.floor(Math.min(affinity, quota)));
}

/** Length of a list like `0-3,8,10-11`. */
function cpusInList(list: string): number {
  return list.split(',').reduce((count, range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return count + last - first + 1;
  }, 0);
}

/** The smallest quota, in CPUs, of the process's groups and all groups around them; Infinity without one. */
function cgroupQuota(membership: string, root: string): number {
  let quota = Infinity;
  for (const line of membership.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    const readQuota =
      controllers === ''
        ? (group: string) => quotaV2(join(root, 'sys/fs/cgroup', group))
        : controllers.split(',').includes('cpu')
          ? (group: string) =>
              Math.min(
                quotaV1(join(root, 'sys/fs/cgroup', controllers, group)),
                quotaV1(join(root, 'sys/fs/cgroup/cpu', group)),
              )
          : undefined;
    if (readQuota === undefined) continue;
    // Inside of a container the path may be the host's, which is not mounted: what is missing sets no limit.
    for (let group = path; ; group = dirname(group)) {
      quota = Math.min(quota, readQuota(group));
      if (group === '/') break;
    }
  }
  return quota;
}

function quotaV2(directory: string): number {
  const [, microseconds, period] =
    /^(\d+) (\d+)$/m.exec(readText(join(directory, 'cpu.max')) ?? '') ?? [];
  return microseconds === undefined ? Infinity : Number(microseconds) / Number(period);
}

function quotaV1(directory: string): number {
  const microseconds = Number(readText(join(directory, 'cpu.cfs_quota_us')) ?? -1);
  const period = Number(readText(join(directory, 'cpu.cfs_period_us')) ?? 0);
  return microseconds > 0 && period > 0 ? microseconds / period : Infinity;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
