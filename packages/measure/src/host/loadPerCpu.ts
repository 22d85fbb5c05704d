import { loadavg } from 'node:os';
import type { Measured } from '@convbench/spec';
import { notMeasured } from '@convbench/statistics';
import { allowedCpus } from './allowedCpus.js';

/**
 * Load average of the last minute over the CPUs that this process may use: near or above 1, a measurement competes
 * with other work. Windows has no load average.
 */
export function loadPerCpu(): Measured {
  if (process.platform === 'win32') return notMeasured('Windows has no load average');
  return { value: (loadavg()[0] as number) / allowedCpus() };
}
