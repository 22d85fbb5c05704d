import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { fileTree, type FileTree } from '../../../../test/support/fileTree.js';
import { startGpuStream, type GpuStream, type GpuStreamOptions } from './gpuStream.js';

const uuid = 'GPU-2d1f9c3e-0b1a-4d7e-9c55-6a7f3f5f1b11';
const line = (index: number, watts: string): string =>
  `${index}, ${uuid}, NVIDIA H100 80GB HBM3, 1234, 81559, ${watts}, 399.10, 1755, 2619, 61, 97, 0x0000000000000000, 0x0000000000000000, Disabled`;

/** Programs that speak as nvidia-smi does; $dir is a folder that lives as long as the test. */
const programs = {
  healthy: `case "$1" in
--query-compute-apps*) while :; do echo "4711, ${uuid}, 1520"; sleep 0.05; done;;
esac
while :; do echo "${line(0, '410.00')}"; echo "${line(1, '[N/A]')}"; sleep 0.05; done`,
  'an older driver': `case "$1" in
*power.draw.instant*) echo 'Field "power.draw.instant" is not a valid field to query.'; echo; exit 2;;
*mig.mode.current*) echo 'Field "mig.mode.current" is not a valid field to query.'; exit 2;;
*clocks_event_reasons*) echo 'Field "clocks_event_reasons.active" is not a valid field to query.'; exit 2;;
--query-compute-apps*) exit 0;;
esac
while :; do echo "0, GPU-old, Tesla K80, 0, 11441, 60.33, 562, 2505, 40, 0, 0x0000000000000001"; sleep 0.05; done`,
  'dies and comes back': `case "$1" in --query-compute-apps*) sleep 60;; esac
echo "${line(0, '100.00')}"
if [ ! -e "$dir/died" ]; then touch "$dir/died"; echo "GPU is lost" >&2; exit 15; fi
while :; do echo "${line(0, '200.00')}"; sleep 0.05; done`,
  'hangs at first': `case "$1" in --query-compute-apps*) sleep 60;; esac
if [ ! -e "$dir/hung" ]; then touch "$dir/hung"; exec sleep 60; fi
while :; do echo "${line(0, '100.00')}"; sleep 0.05; done`,
  'no driver': `echo "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."; exit 9`,
  'no devices': `echo "No devices were found"; exit 6`,
  'cut in the middle': `case "$1" in --query-compute-apps*) sleep 60;; esac
while :; do printf '${line(0, '300.00').slice(0, 40)}'; sleep 0.03; echo '${line(0, '300.00').slice(40)}'; done`,
} as const;

const trees: FileTree[] = [];
const streams: GpuStream[] = [];
afterEach(() => {
  for (const stream of streams.splice(0)) stream.stop();
  for (const tree of trees.splice(0)) tree.remove();
});

function start(name: keyof typeof programs, options: GpuStreamOptions = {}): GpuStream {
  const tree = fileTree();
  trees.push(tree);
  tree.write({ 'nvidia-smi': `#!/bin/sh\ndir='${tree.root}'\n${programs[name]}\n` });
  const executable = join(tree.root, 'nvidia-smi');
  chmodSync(executable, 0o755);
  // A busy machine may take seconds to start a program: waits here are for events, limits are generous.
  const stream = startGpuStream({ executable, hangMs: 20_000, restartMs: 10, ...options });
  streams.push(stream);
  return stream;
}

/** Waits until it is so, for at most 40 s. */
async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 2000) throw new Error('It did not come to pass.');
    await delay(20);
  }
}
const all = (stream: GpuStream) => stream.samples(-Infinity, Infinity);

describe.runIf(process.platform !== 'win32')('startGpuStream', () => {
  it('gives samples of all GPUs and memory of processes, by time', async () => {
    const stream = start('healthy');
    const began = performance.now();
    await stream.ready();
    await until(() => all(stream).length >= 8 && stream.processes(0, Infinity).length > 2);
    expect(stream.obstacle()).toBe(undefined);
    const samples = all(stream);
    expect(samples.slice(0, 2)).toMatchObject([
      { index: 0, powerWatts: 410, powerIsAveraged: false },
      { index: 1, powerWatts: 399.1, powerIsAveraged: true },
    ]);
    expect(stream.processes(0, Infinity)[0]).toMatchObject({ pid: 4711, uuid });
    for (const [i, { timeMs }] of samples.entries()) {
      expect(timeMs).toBeGreaterThanOrEqual(samples[i - 1]?.timeMs ?? began);
    }
    const middle = samples[4]!.timeMs;
    expect(stream.samples(middle, Infinity)[0]!.timeMs).toBe(middle);
    const { timeMs: firstMs } = samples[0]!;
    stream.forget(middle, { fromMs: firstMs, toMs: firstMs });
    const kept = all(stream).map(({ timeMs }) => timeMs);
    expect(kept.filter((timeMs) => timeMs < middle).every((timeMs) => timeMs === firstMs)).toBe(
      true,
    );
    expect(kept).toContain(firstMs);
    expect(kept).toContain(middle);
    stream.forget(middle);
    expect(all(stream)[0]!.timeMs).toBe(middle);
  });

  it('leaves out fields that an older driver does not know', async () => {
    const stream = start('an older driver');
    await until(() => all(stream).length > 0);
    expect(all(stream)[0]).toMatchObject({
      name: 'Tesla K80',
      powerWatts: 60.33,
      powerIsAveraged: true,
      memoryUsedBytes: 0,
      throttleReasons: [],
    });
  });

  it('is started again when it dies in the middle', async () => {
    const stream = start('dies and comes back');
    await until(() => all(stream).some(({ powerWatts }) => powerWatts === 200));
    expect(all(stream)[0]!.powerWatts).toBe(100);
    expect(stream.obstacle()).toBe(undefined);
  });

  it('is killed and started again when it hangs', async () => {
    const stream = start('hangs at first', { hangMs: 1500 });
    await until(
      () => all(stream).length > 0 || stream.obstacle()?.notMeasured.includes('said') === true,
    );
    expect(all(stream)[0]).toMatchObject({ powerWatts: 100 });
  });

  it('puts together lines that arrive in pieces', async () => {
    const stream = start('cut in the middle');
    await until(() => all(stream).length > 3);
    for (const sample of all(stream)) expect(sample).toMatchObject({ powerWatts: 300 });
  });

  it('is given up with the reason where there is nothing to ask', async () => {
    const stream = start('no driver');
    await stream.ready();
    expect(stream.obstacle()).toEqual({
      notMeasured: expect.stringMatching(/ended with code 9: NVIDIA-SMI has failed because/),
    });
    const empty = start('no devices');
    await empty.ready();
    expect(empty.obstacle()!.notMeasured).toMatch(/ended with code 6: No devices were found$/);
    const absent = startGpuStream({ executable: '/nowhere/nvidia-smi' });
    await absent.ready();
    expect(absent.obstacle()).toEqual({ notMeasured: '/nowhere/nvidia-smi is not installed' });
    absent.stop();
  });

  it('says nothing more once it is stopped', async () => {
    const stream = start('healthy');
    await stream.ready();
    stream.stop();
    const count = all(stream).length;
    await delay(200);
    expect(all(stream)).toHaveLength(count);
  });
});
