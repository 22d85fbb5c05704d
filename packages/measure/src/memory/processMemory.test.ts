import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProcessMemory } from './processMemory.js';

const MiB = 2 ** 20;

describe('readProcessMemory', () => {
  let procRoot: string;
  beforeEach(() => {
    procRoot = mkdtempSync(join(tmpdir(), 'convbench-proc-'));
  });
  afterEach(() => {
    rmSync(procRoot, { recursive: true });
  });
  const write = (pid: string, status: string): void => {
    mkdirSync(join(procRoot, pid));
    writeFileSync(join(procRoot, pid, 'status'), status);
  };

  it('reads resident memory and its peak in bytes', () => {
    write('7', 'Name:\tnode\nVmPeak:\t  999 kB\nVmHWM:\t   40960 kB\nVmRSS:\t   30720 kB\n');
    expect(readProcessMemory(7, { procRoot })).toEqual({
      rssBytes: 30 * MiB,
      peakRssBytes: 40 * MiB,
    });
  });

  it('is not measured for a process that has ended, a zombie, or a system without /proc', () => {
    expect(readProcessMemory(7, { procRoot })).toEqual({
      notMeasured: expect.stringContaining(`read from ${procRoot}, which ${process.platform}`),
    });
    write('self', 'Name:\tnode\n');
    expect(readProcessMemory(7, { procRoot })).toEqual({ notMeasured: 'process 7 has ended' });
    write('8', 'Name:\tnode\nState:\tZ (zombie)\n');
    expect(readProcessMemory(8, { procRoot })).toEqual({
      notMeasured: `process 8 has ended or shows no memory in ${procRoot}`,
    });
  });

  it.runIf(process.platform === 'linux')(
    "does not mistake its own peak for a child's (case M05)",
    async () => {
      const ballast = Buffer.alloc(256 * MiB, 1);
      expect(readProcessMemory(process.pid)).toMatchObject({
        peakRssBytes: expect.toSatisfy((bytes: number) => bytes > ballast.length),
      });
      const child = spawn(
        process.execPath,
        ['-e', 'process.send("ready"); setInterval(() => {}, 1000)'],
        { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
      );
      try {
        await once(child, 'message');
        const memory = readProcessMemory(child.pid!);
        if ('notMeasured' in memory) throw new Error(memory.notMeasured);
        // A bare Node takes 40 to 70 MiB; the maxRSS that Linux gives for it starts at ours, with the ballast.
        expect(memory.peakRssBytes).toBeGreaterThan(20 * MiB);
        expect(memory.peakRssBytes).toBeLessThan(150 * MiB);
        expect(memory.peakRssBytes).toBeGreaterThanOrEqual(memory.rssBytes);
      } finally {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      expect(readProcessMemory(child.pid!)).toHaveProperty('notMeasured');
    },
  );
});
