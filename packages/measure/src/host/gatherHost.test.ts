import { cpus, release, totalmem } from 'node:os';
import { hostSchema } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { allowedCpus } from './allowedCpus.js';
import { gatherHost } from './gatherHost.js';

describe('gatherHost', () => {
  it('gives the host of a record, with what Node knows of this machine', async () => {
    const host = await gatherHost();
    expect(hostSchema.parse(host)).toEqual(host);
    expect(host).toMatchObject({
      kernel: release(),
      logicalCores: cpus().length,
      allowedCpus: allowedCpus(),
      memoryBytes: totalmem(),
      nodeVersion: process.version,
    });
    expect(host.os).not.toBe('');
    expect(host.cpuModel).not.toBe('');
    if (host.physicalCores !== null) {
      expect(host.physicalCores).toBeGreaterThan(0);
      expect(host.physicalCores).toBeLessThanOrEqual(host.logicalCores);
    }
  });
});
