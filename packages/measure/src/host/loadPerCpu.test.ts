import { loadavg } from 'node:os';
import { describe, expect, it } from 'vitest';
import { allowedCpus } from './allowedCpus.js';
import { loadPerCpu } from './loadPerCpu.js';

describe('loadPerCpu', () => {
  it.skipIf(process.platform === 'win32')('is the load average over the allowed CPUs', () => {
    const before = loadavg()[0]!;
    const load = loadPerCpu();
    const after = loadavg()[0]!;
    if ('notMeasured' in load) throw new Error(load.notMeasured);
    expect(load.value * allowedCpus()).toBeGreaterThanOrEqual(Math.min(before, after) - 1e-9);
    expect(load.value * allowedCpus()).toBeLessThanOrEqual(Math.max(before, after) + 1e-9);
  });
});
