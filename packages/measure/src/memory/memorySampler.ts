import type { Measured } from '@convbench/spec';
import { notMeasured, type NotMeasured } from '@convbench/statistics';
import { openProcessMemory, resetPeakRss } from './processMemory.js';

export interface MemorySamplerOptions {
  /** Default 20. */
  readonly intervalMs?: number;
  /** Points of the curve at most; default 1000. Beyond it, neighbours are merged and their larger value stays. */
  readonly maximumPoints?: number;
  /** For tests and containers that mount it elsewhere; default '/proc'. */
  readonly procRoot?: string;
}

export interface PhaseMemory {
  readonly phase: string;
  /** When it began, since the sampler started. */
  readonly startedMs: number;
  /**
   * The largest RSS of the phase. Linux keeps the peak, which misses nothing, and sets it back at the borders of the
   * phases. Where setting it back is not allowed, a phase that raises the peak of the whole process has that; in others
   * what falls between two samples is missed, and the first phase includes what came before the sampler.
   */
  readonly peakRssBytes: Measured;
  readonly samples: number;
}

export interface MemoryPoint {
  /** Since the sampler started. */
  readonly elapsedMs: number;
  readonly rssBytes: number;
}

export interface MemorySamples {
  /** In order of first mention. A phase marked twice is one. */
  readonly phases: readonly PhaseMemory[];
  /** The kernel's peak (VmHWM) over the life of the process so far. */
  readonly peakRssBytes: Measured;
  readonly curve: readonly MemoryPoint[];
}

export interface MemorySampler {
  /** From now on samples belong to `phase`. */
  mark(phase: string): void;
  /** A sample, then none until the next mark: the process sleeps, and a look takes a core away from whoever computes. */
  pause(): void;
  /** A last sample, then the result; more calls return the same. */
  stop(): MemorySamples;
}

interface Phase {
  readonly phase: string;
  readonly startedMs: number;
  peakRssBytes: number;
  samples: number;
}

/**
 * Watches the memory of another process from outside, since an inference blocks the event loop of its own.
 * Does not keep this process alive, and survives the other's end.
 */
export function startMemorySampler(
  pid: number,
  firstPhase: string,
  options: MemorySamplerOptions = {},
): MemorySampler {
  const { intervalMs = 20, maximumPoints = 1000, procRoot = '/proc' } = options;
  const start = performance.now();
  const reader = openProcessMemory(pid, { procRoot });
  const phases = new Map<string, Phase>();
  let current = enter(phases, firstPhase, 0);
  let curve: MemoryPoint[] = [];
  let mergedSamples = 1;
  let pending: { point: MemoryPoint; samples: number } | undefined;
  let highestPeak = 0;
  /** Whether the kernel's peak is that of the current phase alone. */
  let peakIsOfPhase = false;
  let obstacle: NotMeasured | undefined;
  let result: MemorySamples | undefined;

  const addToCurve = (rssBytes: number): void => {
    const point = { elapsedMs: performance.now() - start, rssBytes };
    pending =
      pending === undefined
        ? { point, samples: 1 }
        : { point: larger(pending.point, point), samples: pending.samples + 1 };
    if (pending.samples < mergedSamples) return;
    curve.push(pending.point);
    pending = undefined;
    if (curve.length < maximumPoints) return;
    curve = mergeNeighbours(curve);
    mergedSamples *= 2;
  };

  const sample = (): void => {
    if (obstacle !== undefined) return;
    const memory = reader.read();
    if ('notMeasured' in memory) {
      obstacle = memory;
      clearInterval(timer);
      return;
    }
    const peakCounts = peakIsOfPhase || memory.peakRssBytes > highestPeak;
    const seen = peakCounts ? memory.peakRssBytes : memory.rssBytes;
    current.peakRssBytes = Math.max(current.peakRssBytes, seen);
    current.samples += 1;
    // The kernel keeps the peak only when memory is unmapped; in between its figure may sink by a few pages.
    highestPeak = Math.max(highestPeak, memory.peakRssBytes);
    addToCurve(memory.rssBytes);
  };

  const begin = (): void => {
    if (obstacle === undefined) peakIsOfPhase = resetPeakRss(pid, { procRoot });
  };

  let timer = setInterval(sample, intervalMs).unref();
  const before = reader.read();
  begin();
  if (peakIsOfPhase && 'peakRssBytes' in before) highestPeak = before.peakRssBytes;
  sample();

  return {
    mark(phase) {
      if (result !== undefined) return;
      clearInterval(timer);
      if (obstacle === undefined) timer = setInterval(sample, intervalMs).unref();
      sample();
      current = enter(phases, phase, performance.now() - start);
      begin();
      sample();
    },
    pause() {
      if (result !== undefined) return;
      sample();
      clearInterval(timer);
    },
    stop() {
      if (result !== undefined) return result;
      sample();
      clearInterval(timer);
      reader.close();
      if (pending !== undefined) curve.push(pending.point);
      const why = obstacle ?? notMeasured('no sample was taken');
      result = {
        phases: [...phases.values()].map(({ phase, startedMs, peakRssBytes, samples }) => ({
          phase,
          startedMs,
          peakRssBytes: samples > 0 ? { value: peakRssBytes } : why,
          samples,
        })),
        peakRssBytes: highestPeak === 0 ? why : { value: highestPeak },
        curve,
      };
      return result;
    },
  };
}

function enter(phases: Map<string, Phase>, phase: string, startedMs: number): Phase {
  const known = phases.get(phase) ?? { phase, startedMs, peakRssBytes: 0, samples: 0 };
  phases.set(phase, known);
  return known;
}

function larger(a: MemoryPoint, b: MemoryPoint): MemoryPoint {
  return b.rssBytes > a.rssBytes ? b : a;
}

function mergeNeighbours(curve: readonly MemoryPoint[]): MemoryPoint[] {
  const merged: MemoryPoint[] = [];
  for (let i = 0; i < curve.length; i += 2) {
    const first = curve[i] as MemoryPoint;
    merged.push(larger(first, curve[i + 1] ?? first));
  }
  return merged;
}
