import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { cpuQuota, type ProcessOptions } from './allowedCpus.js';
import { affinityOf } from './cpuList.js';
import { readText } from './readText.js';

/**
 * Threads for an engine that was told nothing: one for each physical core that the process may use, no more than its
 * quota allows, at least 1. Two threads of one core share its arithmetic units, so that a second one gains little and
 * disturbs much. Where the system does not tell which CPUs share a core, each counts as one.
 */
export function defaultThreads(options: ProcessOptions = {}): number {
  const { pid = process.pid, root = '/' } = options;
  const cpus = affinityOf(pid, root);
  const cores = cpus === undefined ? availableParallelism() : coresOf(cpus, root);
  return Math.max(1, Math.floor(Math.min(cores, cpuQuota(options))));
}

function coresOf(cpus: readonly number[], root: string): number {
  const cores = cpus.map((cpu) => {
    const topology = join(root, `sys/devices/system/cpu/cpu${cpu}/topology`);
    const core = readText(join(topology, 'core_id'));
    const packageId = readText(join(topology, 'physical_package_id'));
    return core === undefined || packageId === undefined ? `cpu ${cpu}` : `${packageId}/${core}`;
  });
  return new Set(cores).size;
}
