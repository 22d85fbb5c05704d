import { setTimeout as pause } from 'node:timers/promises';
import { startGpuStream, startRaplMeter } from '@convbench/measure';
import type { GpuStream, RaplMeter, TimeWindow } from '@convbench/measure';
import type { NotMeasured } from '@convbench/spec';

/** Longer than a GPU needs for a mean of a second to be one of an idle second. */
const idleMs = 3500;

/** Meters that run as long as a run measures. */
export interface RunMeters {
  readonly gpu: GpuStream;
  readonly rapl: RaplMeter | NotMeasured;
  /** When nothing of ours ran; undefined where there is no power to be read. */
  readonly idle: TimeWindow | undefined;
  stop(): void;
}

/** Starts them and watches the machine idle for a moment, if one of them tells of power. */
export async function startMeters(signal?: AbortSignal): Promise<RunMeters> {
  const gpu = startGpuStream();
  const rapl = startRaplMeter();
  await gpu.ready();
  let idle: TimeWindow | undefined;
  if (gpu.obstacle() === undefined || 'readings' in rapl) {
    const fromMs = performance.now();
    if ('sample' in rapl) rapl.sample();
    await pause(idleMs, undefined, { signal }).catch(() => undefined);
    if ('sample' in rapl) rapl.sample();
    idle = { fromMs, toMs: performance.now() };
  }
  return {
    gpu,
    rapl,
    idle,
    stop: () => {
      gpu.stop();
      if ('stop' in rapl) rapl.stop();
    },
  };
}
