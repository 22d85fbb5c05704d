import { readFileSync } from 'node:fs';
import { allowedCpus, physicalCoresOf } from '@convbench/measure';

/**
 * Threads of a backend unless the config says: the physical cores that this process may use, as two threads of one
 * core share its arithmetic units. Where the system does not tell, the CPUs that it may use.
 */
export function defaultThreads(): number {
  return Math.min(allowedCpus(), physicalCores() ?? Infinity);
}

function physicalCores(): number | null {
  try {
    return physicalCoresOf(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return null;
  }
}
