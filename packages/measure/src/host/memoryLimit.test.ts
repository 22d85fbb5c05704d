import { totalmem } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import { fileTree, type FileTree } from '../../../../test/support/fileTree.js';
import { memoryLimitBytes } from './memoryLimit.js';

let tree: FileTree | undefined;
afterEach(() => tree?.remove());

const GiB = 2 ** 30;
const limit = (files: Record<string, string>): number | null => {
  tree?.remove();
  tree = fileTree(files);
  return memoryLimitBytes({ pid: 7, root: tree.root, physicalBytes: 16 * GiB });
};

it('is the smallest of a version 2 group and those around it', () => {
  const group = { 'proc/7/cgroup': '0::/user/job\n' };
  expect(limit(group)).toBe(null);
  expect(limit({ ...group, 'sys/fs/cgroup/user/job/memory.max': 'max\n' })).toBe(null);
  expect(
    limit({
      ...group,
      'sys/fs/cgroup/user/job/memory.max': `${8 * GiB}\n`,
      'sys/fs/cgroup/user/memory.max': `${4 * GiB}\n`,
    }),
  ).toBe(4 * GiB);
});

it('is that of a version 1 group, or of the root of the mount in a container', () => {
  const group = { 'proc/7/cgroup': '5:cpu:/c\n4:memory:/job\n0::/\n' };
  const file = (path: string, bytes: string) => ({
    ...group,
    [`sys/fs/cgroup/memory${path}/memory.limit_in_bytes`]: `${bytes}\n`,
  });
  expect(limit(file('/job', '9223372036854771712'))).toBe(null);
  expect(limit(file('/job', String(2 * GiB)))).toBe(2 * GiB);
  expect(limit(file('', String(3 * GiB)))).toBe(3 * GiB);
});

it('is none where there is no /proc, and never more than the memory of this machine', () => {
  expect(limit({})).toBe(null);
  expect(memoryLimitBytes() ?? 1).toBeLessThan(totalmem());
});
