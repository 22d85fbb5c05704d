import { join } from 'node:path';
import { readText } from './readText.js';

/** Numbers in a list like `0-3,8,10-11`, as the kernel writes them. */
export function parseCpuList(list: string): number[] {
  return list
    .split(',')
    .filter((range) => range !== '')
    .flatMap((range) => {
      const [first = NaN, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
}

/** The CPUs that the process may run on, by its affinity and cpuset; undefined where `/proc` does not tell. */
export function affinityOf(pid: number, root = '/'): number[] | undefined {
  const status = readText(join(root, 'proc', String(pid), 'status'));
  const list = status && /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  return list === undefined || list === '' ? undefined : parseCpuList(list);
}
