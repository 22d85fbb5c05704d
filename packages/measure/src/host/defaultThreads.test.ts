import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { fileTree, type FileTree } from '../../../../test/support/fileTree.js';
import { defaultThreads } from './defaultThreads.js';

let tree: FileTree | undefined;
afterEach(() => tree?.remove());

const threads = (files: Record<string, string>): number => {
  tree?.remove();
  tree = fileTree(files);
  return defaultThreads({ pid: 7, root: tree.root });
};
const allowed = (list: string) => ({ 'proc/7/status': `Cpus_allowed_list:\t${list}\n` });
const cpu = (n: number, core: number, packageId = 0) => ({
  [`sys/devices/system/cpu/cpu${n}/topology/core_id`]: `${core}\n`,
  [`sys/devices/system/cpu/cpu${n}/topology/physical_package_id`]: `${packageId}\n`,
});

describe('defaultThreads', () => {
  // Two cores with two threads each, then two efficiency cores with one (case M03).
  const hybrid = {
    ...cpu(0, 0),
    ...cpu(1, 0),
    ...cpu(2, 1),
    ...cpu(3, 1),
    ...cpu(4, 2),
    ...cpu(5, 3),
  };

  it('is the physical cores among the allowed CPUs', () => {
    expect(threads({ ...allowed('0-5'), ...hybrid })).toBe(4);
    expect(threads({ ...allowed('0-1'), ...hybrid })).toBe(1);
    expect(threads({ ...allowed('0,2,5'), ...hybrid })).toBe(3);
    expect(threads({ ...allowed('0-1'), ...cpu(0, 0, 0), ...cpu(1, 0, 1) })).toBe(2);
  });

  it('obeys a quota (case M02)', () => {
    const group = { 'proc/7/cgroup': '0::/job\n' };
    const quota = (value: string) => ({ 'sys/fs/cgroup/job/cpu.max': value });
    const all = { ...allowed('0-5'), ...hybrid, ...group };
    expect(threads({ ...all, ...quota('250000 100000\n') })).toBe(2);
    expect(threads({ ...all, ...quota('20000 100000\n') })).toBe(1);
    expect(threads({ ...all, ...quota('max 100000\n') })).toBe(4);
  });

  it('counts every CPU where the system does not tell', () => {
    expect(threads(allowed('0-2'))).toBe(3);
    expect(threads({})).toBe(availableParallelism());
  });
});
