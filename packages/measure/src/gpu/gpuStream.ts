import { notMeasured, type NotMeasured } from '@convbench/statistics';
import type { TimeWindow } from '../energy/energyMeter.js';
import type { GpuSample } from './gpuSample.js';
import { startLineStream } from './lineStream.js';
import {
  ESSENTIAL_FIELDS,
  GPU_FIELDS,
  parseGpuLine,
  parseProcessLine,
  unknownField,
  type GpuField,
  type ProcessOnGpu,
} from './nvidiaQuery.js';

export interface GpuStreamOptions {
  /** Default 'nvidia-smi', from the PATH. */
  readonly executable?: string;
  /** Default 100. */
  readonly intervalMs?: number;
  /** Default 5000; the first line takes seconds where no other program keeps the driver awake. */
  readonly hangMs?: number;
  /** Pause before a program that ended is started again; default 1000. */
  readonly restartMs?: number;
}

export interface GpuStream {
  /** Samples of all GPUs that arrived in the stretch (ends included), in order. */
  samples(fromMs: number, toMs: number): readonly GpuSample[];
  /** Memory of processes, about twice a second. */
  processes(fromMs: number, toMs: number): readonly ProcessOnGpu[];
  /** Why there are no samples any more, or none yet. */
  obstacle(): NotMeasured | undefined;
  /** Resolves with the first sample or when there will be none; at the latest after `hangMs` times three. */
  ready(): Promise<void>;
  /** Forgets what is older, but for the stretch `keep`, so that a long run does not grow. */
  forget(beforeMs: number, keep?: TimeWindow): void;
  stop(): void;
}

const ATTEMPTS = 3;

/**
 * One nvidia-smi for the whole run, which writes a line per GPU ten times a second: starting it anew for each reading
 * would take longer than many cells. Another one lists the memory of processes. A stream that ends, hangs, does not
 * know a field or cannot speak to the driver is started again or given up, never thrown: a measurement goes on
 * without it, and says so. Does not keep this process alive; `stop` it all the same.
 */
export function startGpuStream(options: GpuStreamOptions = {}): GpuStream {
  const { executable = 'nvidia-smi', intervalMs = 100, hangMs = 5000, restartMs = 1000 } = options;
  let fields: readonly GpuField[] = GPU_FIELDS;
  let samples: GpuSample[] = [];
  let processes: (ProcessOnGpu & { readonly timeMs: number })[] = [];
  let announceReady: () => void = () => undefined;
  const firstSample = new Promise<void>((resolve) => (announceReady = resolve));

  const devices = startLineStream({
    executable,
    args: () => query(`--query-gpu=${fields.join(',')}`, intervalMs),
    onLine: (line) => {
      const unknown = unknownField(line);
      if (unknown !== undefined && !ESSENTIAL_FIELDS.includes(unknown)) {
        fields = fields.filter((field) => field !== unknown);
        // Of use: it tells what to ask next time.
        return true;
      }
      const sample = parseGpuLine(line, fields, performance.now());
      if (sample === undefined) return false;
      samples.push(sample);
      announceReady();
      return true;
    },
    hangMs,
    attempts: ATTEMPTS,
    restartMs,
  });
  const applications = startLineStream({
    executable,
    args: () => query('--query-compute-apps=pid,gpu_uuid,used_memory', Math.max(500, intervalMs)),
    onLine: (line) => {
      const found = parseProcessLine(line);
      if (found === undefined) return false;
      processes.push({ ...found, timeMs: performance.now() });
      return true;
    },
    // It writes nothing while nothing runs on the GPU.
    hangMs: 2 ** 30,
    attempts: ATTEMPTS,
    restartMs,
  });

  return {
    samples: (fromMs, toMs) => samples.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs),
    processes: (fromMs, toMs) =>
      processes.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs),
    obstacle: () => {
      if (devices.obstacle !== undefined) return notMeasured(devices.obstacle);
      return samples.length === 0
        ? notMeasured(`${executable} has not written a line yet`)
        : undefined;
    },
    async ready() {
      const deadline = performance.now() + 3 * hangMs;
      while (devices.obstacle === undefined && performance.now() < deadline) {
        const outcome = await Promise.race([firstSample.then(() => 'sample'), pause(50)]);
        if (outcome === 'sample') return;
      }
    },
    forget(beforeMs, keep = { fromMs: Infinity, toMs: Infinity }) {
      const stays = ({ timeMs }: { readonly timeMs: number }) =>
        timeMs >= beforeMs || (timeMs >= keep.fromMs && timeMs <= keep.toMs);
      samples = samples.filter(stays);
      processes = processes.filter(stays);
    },
    stop() {
      devices.stop();
      applications.stop();
    },
  };
}

function query(what: string, intervalMs: number): string[] {
  return [what, '--format=csv,noheader,nounits', '-lms', String(intervalMs)];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
