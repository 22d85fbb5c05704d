import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMemorySampler } from './memorySampler.js';

const MiB = 2 ** 20;

/** Loads 150 MiB, then lets them go; answers when the system has them back, which is not at once. */
const PROGRAM = `
  let weights;
  process.on('message', (phase) => {
    if (phase === 'load') weights = Buffer.alloc(150 * 2 ** 20, 1);
    const before = process.memoryUsage.rss();
    if (phase === 'steady') { weights = undefined; gc(); }
    const answer = () => {
      const given = phase === 'load' || process.memoryUsage.rss() < before - 120 * 2 ** 20;
      if (given) process.send(phase);
      else setTimeout(answer, 5);
    };
    answer();
  });
  process.send('ready');
`;

describe.runIf(process.platform === 'linux')('startMemorySampler on a process', () => {
  let child: ChildProcess;
  beforeEach(async () => {
    child = spawn(process.execPath, ['--expose-gc', '-e', PROGRAM], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(child, 'message');
  });
  afterEach(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const tell = async (phase: string): Promise<void> => {
    child.send(phase);
    await once(child, 'message');
  };

  it('keeps the peak of each phase under its own name (case M06)', async () => {
    const sampler = startMemorySampler(child.pid!, 'start', { intervalMs: 5 });
    sampler.mark('load');
    await tell('load');
    await tell('steady');
    sampler.mark('steady');
    await delay(30);
    const samples = sampler.stop();
    expect(samples.phases.map(({ phase }) => phase)).toEqual(['start', 'load', 'steady']);
    const [start, load, steady] = samples.phases.map(({ peakRssBytes }) => {
      if ('notMeasured' in peakRssBytes) throw new Error(peakRssBytes.notMeasured);
      return peakRssBytes.value;
    });
    expect(load! - start!).toBeGreaterThan(140 * MiB);
    expect(load! - steady!).toBeGreaterThan(100 * MiB);
    expect(samples.peakRssBytes).toEqual({ value: load });
    expect(Math.max(...samples.curve.map(({ rssBytes }) => rssBytes))).toBeGreaterThan(steady!);
    expect(sampler.stop()).toBe(samples);
  });

  it('sees a peak between two samples in the phase that had it, small ones after large ones too', async () => {
    const sampler = startMemorySampler(child.pid!, 'load', { intervalMs: 2 ** 30 });
    await tell('load');
    await tell('steady');
    sampler.mark('between');
    sampler.mark('second load');
    await tell('load');
    await tell('steady');
    sampler.mark('end');
    const [load, between, second, end] = sampler.stop().phases.map(({ peakRssBytes }) => {
      if ('notMeasured' in peakRssBytes) throw new Error(peakRssBytes.notMeasured);
      return peakRssBytes.value;
    });
    expect(second! - between!).toBeGreaterThan(100 * MiB);
    expect(load! - between!).toBeGreaterThan(100 * MiB);
    expect(second! - end!).toBeGreaterThan(100 * MiB);
  });

  it('keeps what it saw when the process ends', async () => {
    const sampler = startMemorySampler(child.pid!, 'load', { intervalMs: 5 });
    await tell('load');
    child.kill('SIGKILL');
    await once(child, 'exit');
    sampler.mark('steady');
    const { phases, peakRssBytes, curve } = sampler.stop();
    expect(phases).toEqual([
      {
        phase: 'load',
        startedMs: 0,
        peakRssBytes,
        samples: expect.toSatisfy((n: number) => n > 0),
      },
      {
        phase: 'steady',
        startedMs: expect.any(Number),
        peakRssBytes: { notMeasured: expect.any(String) },
        samples: 0,
      },
    ]);
    expect(peakRssBytes).toEqual({ value: expect.toSatisfy((b: number) => b > 150 * MiB) });
    expect(curve.length).toBeGreaterThan(0);
  });
});

describe('startMemorySampler', () => {
  let procRoot: string;
  beforeEach(() => {
    procRoot = mkdtempSync(join(tmpdir(), 'convbench-proc-'));
    mkdirSync(join(procRoot, '7'));
  });
  afterEach(() => {
    rmSync(procRoot, { recursive: true });
  });
  const show = (rssMiB: number, peakMiB: number): void => {
    const status = `VmHWM:\t${peakMiB * 1024} kB\nVmRSS:\t${rssMiB * 1024} kB\n`;
    writeFileSync(join(procRoot, '7', 'status'), status);
  };
  /** No sample by itself; `mark` takes one for the phase that ends and one for the phase that begins. */
  const options = (maximumPoints?: number) => ({
    intervalMs: 2 ** 30,
    procRoot,
    ...(maximumPoints !== undefined && { maximumPoints }),
  });

  it('gives a phase the peak that the kernel saw between two samples, and only that phase', () => {
    show(10, 10);
    const sampler = startMemorySampler(7, 'a', options());
    show(12, 50);
    sampler.mark('b');
    show(20, 50);
    expect(sampler.stop().phases).toMatchObject([
      { phase: 'a', peakRssBytes: { value: 50 * MiB }, samples: 2 },
      { phase: 'b', peakRssBytes: { value: 20 * MiB }, samples: 2 },
    ]);
  });

  it('bounds the curve and never loses its highest point', () => {
    show(10, 10);
    const sampler = startMemorySampler(7, 'a', options(8));
    for (let i = 0; i < 100; i += 1) {
      show(i === 37 ? 90 : 10 + (i % 3), 90);
      sampler.mark('a');
    }
    const { curve, phases } = sampler.stop();
    expect(phases).toMatchObject([{ phase: 'a', peakRssBytes: { value: 90 * MiB }, samples: 202 }]);
    expect(curve.length).toBeLessThanOrEqual(8);
    expect(curve.length).toBeGreaterThan(2);
    expect(Math.max(...curve.map(({ rssBytes }) => rssBytes))).toBe(90 * MiB);
    const times = curve.map(({ elapsedMs }) => elapsedMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('is not measured, with the reason, where there is no /proc', () => {
    rmSync(join(procRoot, '7'), { recursive: true });
    const sampler = startMemorySampler(7, 'a', options());
    sampler.mark('b');
    const { phases, peakRssBytes, curve } = sampler.stop();
    const why = { notMeasured: expect.stringContaining(`read from ${procRoot}`) };
    expect(phases).toMatchObject([
      { phase: 'a', peakRssBytes: why, samples: 0 },
      { phase: 'b', peakRssBytes: why, samples: 0 },
    ]);
    expect(peakRssBytes).toEqual(why);
    expect(curve).toEqual([]);
  });
});
