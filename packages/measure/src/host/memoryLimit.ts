import { totalmem } from 'node:os';
import type { ProcessOptions } from './allowedCpus.js';
import { controlGroups, type ControlGroup } from './cgroups.js';

/**
 * The smallest memory limit of the process's control groups (v1 and v2) and those around them, in bytes; null where
 * none is below the machine's memory (`physicalBytes`, default what the system has).
 */
export function memoryLimitBytes(
  options: ProcessOptions & { readonly physicalBytes?: number } = {},
): number | null {
  const { pid = process.pid, root = '/', physicalBytes = totalmem() } = options;
  const limit = Math.min(Infinity, ...controlGroups(pid, 'memory', root).map(limitOf));
  // Version 1 writes "no limit" as the largest multiple of a page.
  return limit < physicalBytes ? limit : null;
}

function limitOf(group: ControlGroup): number {
  const text = group.read(group.version === 2 ? 'memory.max' : 'memory.limit_in_bytes');
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : Infinity;
}
