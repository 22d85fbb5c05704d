import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowedCpus } from './allowedCpus.js';

describe('allowedCpus', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'convbench-root-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });
  const allowed = (files: Record<string, string>): number => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return allowedCpus({ pid: 7, root });
  };
  const status = { 'proc/7/status': 'Name:\tnode\nCpus_allowed_list:\t0-3,8,10-12\n' };

  it('counts the list of allowed CPUs (case M02)', () => {
    expect(allowed(status)).toBe(8);
    expect(allowed({ 'proc/7/status': 'Cpus_allowed_list:\t1\n' })).toBe(1);
  });

  it('is cut down by the quota of a version 2 group and of those around it, rounded down', () => {
    const group = { ...status, 'proc/7/cgroup': '0::/user/job\n' };
    expect(allowed(group)).toBe(8);
    expect(allowed({ ...group, 'sys/fs/cgroup/user/job/cpu.max': 'max 100000\n' })).toBe(8);
    expect(allowed({ 'sys/fs/cgroup/cpu.max': '650000 100000\n' })).toBe(6);
    expect(allowed({ 'sys/fs/cgroup/user/cpu.max': '250000 100000\n' })).toBe(2);
    expect(allowed({ 'sys/fs/cgroup/user/job/cpu.max': '50000 100000\n' })).toBe(1);
  });

  it('is cut down by the quota of a version 1 group, whatever its mount is called', () => {
    const group = { ...status, 'proc/7/cgroup': '5:memory:/m\n4:cpu,cpuacct:/job\n0::/\n' };
    const quota = (directory: string, microseconds: number) => ({
      [`sys/fs/cgroup/${directory}/cpu.cfs_quota_us`]: `${microseconds}\n`,
      [`sys/fs/cgroup/${directory}/cpu.cfs_period_us`]: '100000\n',
    });
    expect(allowed({ ...group, ...quota('cpu,cpuacct/job', -1) })).toBe(8);
    expect(allowed(quota('cpu,cpuacct/job', 400_000))).toBe(4);
    // A container sees its own group at the root of the mount.
    expect(allowed(quota('cpu', 300_000))).toBe(3);
    expect(allowed(quota('memory/m', 100_000))).toBe(3);
  });

  it("falls back on Node's count where there is no /proc", () => {
    expect(allowedCpus({ pid: 7, root })).toBe(availableParallelism());
  });

  it.runIf(spawnSync('taskset', ['--version']).status === 0)(
    'sees the affinity of a real process (case M02)',
    async () => {
      const child = spawn(
        'taskset',
        ['-c', '0', process.execPath, '-e', 'console.log(1); setInterval(() => {}, 1000)'],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      try {
        await once(child.stdout, 'data');
        expect(allowedCpus({ pid: child.pid! })).toBe(1);
      } finally {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    },
  );

  it('is between 1 and the logical CPUs for this process', () => {
    expect(allowedCpus()).toBeGreaterThanOrEqual(1);
    expect(allowedCpus()).toBeLessThanOrEqual(availableParallelism());
  });
});
