import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isMeasured, type Measured } from '@convbench/spec';
import { afterEach, describe, expect, it } from 'vitest';
import { fileTree } from '../../../../test/support/fileTree.js';
import { affinityOf } from '../host/cpuList.js';
import { sharesBetween, startCpuWatch } from './contention.js';

function value(figure: Measured): number {
  if (!isMeasured(figure)) throw new Error(figure.notMeasured);
  return figure.value;
}

describe('sharesBetween', () => {
  const at = (busy: number, total: number, ownTicks: number, knownTicks: number) => ({
    cpus: { busy, total },
    ownTicks,
    knownTicks,
  });

  it('gives others what neither the process nor known ones used', () => {
    // Two CPUs for a second: the process 1.2 of 2 s, a known one 0.1, others 0.3.
    expect(sharesBetween(at(1000, 5000, 50, 5), at(1160, 5200, 170, 15), 2)).toEqual({
      ownShare: { value: 0.6 },
      otherShare: { value: 0.15 },
    });
  });

  it('is never negative, and says nothing of a moment', () => {
    expect(sharesBetween(at(0, 0, 0, 0), at(99, 200, 100, 3), 2).otherShare).toEqual({ value: 0 });
    const why = { notMeasured: expect.stringContaining('150 ms: the kernel counts') };
    const shares = sharesBetween(at(0, 0, 0, 0), at(10, 30, 10, 0), 2);
    expect(shares).toEqual({ ownShare: why, otherShare: why });
  });
});

describe('startCpuWatch', () => {
  const children: ChildProcess[] = [];
  const busy = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); for (;;);'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout!, 'data');
    return child;
  };
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it.runIf(process.platform === 'linux')(
    'sees a busy loop beside the process, which is other load, or none if it is known',
    async () => {
      const [measured, neighbour] = [await busy(), await busy()];
      const strangers = startCpuWatch(measured.pid!);
      const acquainted = startCpuWatch(measured.pid!, { knownPids: [process.pid, neighbour.pid!] });
      await delay(1500);
      const [seen, less] = [strangers.shares(), acquainted.shares()];
      const cpus = affinityOf(measured.pid!)!.length;
      expect(value(seen.ownShare)).toBeGreaterThan(0);
      // Both loops run all the time or share what others leave them: alike, whatever else the machine does.
      const ofNeighbour = value(seen.otherShare) - value(less.otherShare);
      expect(ofNeighbour).toBeGreaterThan(0.1 / cpus);
      expect(ofNeighbour).toBeLessThanOrEqual(1 / cpus + 0.1);
      expect(value(seen.ownShare) + value(seen.otherShare)).toBeLessThanOrEqual(1.05);
    },
  );

  it('says why there are no shares', async () => {
    const tree = fileTree({ 'proc/self/status': '' });
    const nowhere = startCpuWatch(7, { root: tree.root }).shares();
    expect(nowhere.otherShare).toEqual({
      notMeasured: expect.stringContaining('processor time is read from'),
    });
    tree.remove();
  });

  it.runIf(process.platform === 'linux')('says when the process has ended', async () => {
    const child = await busy();
    const watch = startCpuWatch(child.pid!);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(watch.shares().ownShare).toEqual({ notMeasured: `process ${child.pid} has ended` });
  });
});
