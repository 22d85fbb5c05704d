import type { GpuSample, GpuStream } from '@convbench/measure';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchPower } from './powerWatch.js';
import type { RunMeters } from './runMeters.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

const pid = 4711;
const sample = (timeMs: number, changes: Partial<GpuSample> = {}): GpuSample => ({
  timeMs,
  index: 0,
  uuid: 'GPU-a',
  name: 'NVIDIA L4',
  memoryUsedBytes: 1000,
  memoryTotalBytes: 9000,
  powerWatts: 60,
  powerIsAveraged: false,
  smClockMhz: 2000,
  memoryClockMhz: 6000,
  temperatureCelsius: 60,
  utilization: 0.5,
  throttleReasons: [],
  isPartitioned: false,
  ...changes,
});
const every100Ms = (changes: Partial<GpuSample> = {}, untilMs = 6000) =>
  Array.from({ length: untilMs / 100 + 1 }, (_, i) => sample(100 * i, changes));

/** Idle for a second, loading until 2 s, steady until 5.5 s; ten images a second. */
function watched(samples: readonly GpuSample[], changes: Partial<GpuStream> = {}, usesGpu = true) {
  const between = (fromMs: number, toMs: number) =>
    samples.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs);
  const gpu = {
    samples: between,
    processes: () => [],
    obstacle: () => undefined,
    ready: () => Promise.resolve(),
    forget: () => undefined,
    stop: () => undefined,
    ...changes,
  } satisfies GpuStream;
  const meters: RunMeters = {
    gpu,
    rapl: { notMeasured: 'no counters' },
    idle: { fromMs: 0, toMs: 1000 },
    stop: () => undefined,
  };
  const watch = watchPower(meters);
  const start = performance.now();
  expect(start).toBe(0);
  for (const [phase, atMs] of [
    ['load', 1000],
    ['warm-up', 1800],
    ['steady state', 2000],
    ['summary', 5500],
  ] as const) {
    vi.advanceTimersByTime(atMs - performance.now());
    watch.onPhase(phase, pid);
  }
  vi.advanceTimersByTime(500);
  return watch.end({ usesGpu, images: 35, pids: [pid] });
}

describe('watchPower', () => {
  it('gives joules of steady state, with and without what is drawn idle', () => {
    const samples = every100Ms().map((each) =>
      each.timeMs <= 1000 ? { ...each, powerWatts: 20 } : each,
    );
    const { energy, gpu } = watched(samples);
    expect(gpu).toMatchObject({ name: 'NVIDIA L4', samples: 36 });
    expect(energy).toMatchObject({
      steadySeconds: 3.5,
      steadyJoules: { value: 210 },
      perImageJoules: { value: 6 },
      idleWatts: { value: expect.closeTo(20, 9) as number },
      aboveIdlePerImageJoules: { value: expect.closeTo(4, 9) as number },
      wholeSeconds: 4.5,
      estimated: false,
    });
  });

  it('looks at the GPU that the process is on', () => {
    const other = { index: 1, uuid: 'GPU-b', name: 'NVIDIA L40', powerWatts: 300 };
    const samples = every100Ms().flatMap((each) => [each, { ...each, ...other }]);
    const process = { timeMs: 3000, pid, uuid: 'GPU-b', usedBytes: 77 };
    const { energy, gpu, gpuProcessBytes } = watched(samples, { processes: () => [process] });
    expect(gpu).toMatchObject({ name: 'NVIDIA L40' });
    expect(energy).toMatchObject({ steadyJoules: { value: 1050 } });
    expect(gpuProcessBytes).toEqual({ value: 77 });
  });

  it('tells who else computed on that GPU', () => {
    const process = (ofPid: number, uuid = 'GPU-a') => ({
      ...{ timeMs: 3000, pid: ofPid, uuid, usedBytes: 1 },
    });
    const found = (...processes: ReturnType<typeof process>[]) =>
      watched(every100Ms(), { processes: () => processes }).othersOnGpu;
    expect(found(process(pid), process(99), process(98, 'GPU-b'))).toEqual({ pids: [99] });
    vi.useFakeTimers({ toFake: ['performance'] });
    expect(found(process(1), process(2))).toEqual({ unnamed: 1 });
  });

  it('says why there is no energy where nvidia-smi failed in the middle', () => {
    const { energy, gpu } = watched(every100Ms({}, 3000));
    expect(gpu).toMatchObject({ samples: 11 });
    expect(energy).toMatchObject({
      steadyJoules: { notMeasured: 'the power meter was silent for 2.5 s' },
      perImageJoules: { notMeasured: 'the power meter was silent for 2.5 s' },
    });
  });

  it.each<[string, Partial<GpuSample>, RegExp]>([
    [
      '[N/A]',
      { powerWatts: { untold: '[N/A]' } },
      /does not tell the power of NVIDIA L4: \[N\/A\]/,
    ],
    ['a divided GPU', { isPartitioned: true }, /divided \(MIG\)/],
  ])('says why there is no energy: %s', (_name, changes, reason) => {
    const { energy, gpu } = watched(every100Ms(changes));
    expect(gpu).toMatchObject({ name: 'NVIDIA L4' });
    expect(energy).toEqual({ notMeasured: expect.stringMatching(reason) as string });
  });

  it('says why there is nothing of a GPU', () => {
    const obstacle = { notMeasured: 'nvidia-smi is not installed' };
    const none = watched([], { obstacle: () => obstacle });
    expect(none).toEqual({
      gpu: obstacle,
      energy: obstacle,
      gpuProcessBytes: obstacle,
      gpuDeviceBytes: obstacle,
    });
    vi.useFakeTimers({ toFake: ['performance'] });
    const onCpu = watched(every100Ms(), {}, false);
    expect(onCpu.gpu).toEqual({ notMeasured: 'the cell does not run on a GPU' });
    expect(onCpu.energy).toEqual({ notMeasured: 'no counters' });
  });
});
