import type { GpuFacts, Measured } from '@convbench/spec';
import { median, notMeasured } from '@convbench/statistics';
import { isTold, type GpuSample, type Untold } from './gpuSample.js';
import type { ProcessOnGpu } from './nvidiaQuery.js';

/**
 * What one GPU said of itself in a stretch of time: mean power and utilization, the highest temperature, the lowest and
 * the median clock, and every reason that lowered the clock at some moment. `samples` are of that GPU alone.
 */
export function summarizeGpu(samples: readonly GpuSample[]): GpuFacts {
  const [first] = samples;
  if (first === undefined) return notMeasured('nvidia-smi wrote no line in that time');
  const clocks = told(samples, ({ smClockMhz }) => smClockMhz);
  return {
    name: first.name,
    samples: samples.length,
    powerWatts: figure(
      told(samples, ({ powerWatts }) => powerWatts),
      mean,
    ),
    temperatureCelsius: figure(
      told(samples, ({ temperatureCelsius }) => temperatureCelsius),
      highest,
    ),
    clockMhz: {
      lowest: figure(clocks, (values) => Math.min(...values)),
      median: figure(clocks, median),
    },
    utilization: figure(
      told(samples, ({ utilization }) => utilization),
      mean,
    ),
    throttleReasons: [
      ...new Set(
        samples.flatMap(({ throttleReasons }) => (isTold(throttleReasons) ? throttleReasons : [])),
      ),
    ].sort(),
  };
}

/** The largest memory in use of the whole device, whoever uses it. */
export function gpuDeviceBytes(samples: readonly GpuSample[]): Measured {
  if (samples.length === 0) return notMeasured('nvidia-smi wrote no line in that time');
  return figure(
    told(samples, ({ memoryUsedBytes }) => memoryUsedBytes),
    highest,
  );
}

/** The largest memory of any one of these processes, as the driver lists it, on the GPU with this UUID. */
export function gpuProcessBytes(
  processes: readonly ProcessOnGpu[],
  pids: readonly number[],
  uuid: string,
): Measured {
  const listed = processes.filter((process) => process.uuid === uuid);
  const own = listed.filter(({ pid }) => pids.includes(pid));
  if (own.length > 0) {
    return figure(
      told(own, ({ usedBytes }) => usedBytes),
      highest,
    );
  }
  return notMeasured(
    listed.length === 0
      ? 'the driver lists no process on this GPU: it may be one that this container does not see'
      : 'the driver lists other processes only: inside of a container their numbers are those outside',
  );
}

type Told = { readonly values: readonly number[] } | { readonly untold: string };

function told<T>(items: readonly T[], read: (item: T) => number | Untold): Told {
  const all = items.map(read);
  const values = all.filter(isTold);
  if (values.length > 0) return { values };
  const [first] = all;
  return { untold: first !== undefined && !isTold(first) ? first.untold : 'nothing' };
}

function figure(found: Told, summarize: (values: readonly number[]) => number): Measured {
  return 'values' in found
    ? { value: summarize(found.values) }
    : notMeasured(`nvidia-smi says: ${found.untold}`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value));
}
