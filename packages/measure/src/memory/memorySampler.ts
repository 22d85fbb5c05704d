import type { Measured } from '@convbench/spec';
import { notMeasured, type NotMeasured } from '@convbench/statistics';
import { readProcessMemory } from './processMemory.js';

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
  /**
   * The largest RSS of the phase. A phase that raises the kernel's own peak has that, which misses nothing; in others
   * what falls between two samples is missed. The first phase includes what came before the sampler.
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
  /** The kernel's peak (VmHWM) over the life of the process. */
  readonly peakRssBytes: Measured;
  readonly curve: readonly MemoryPoint[];
}

export interface MemorySampler {
  /** From now on samples belong to `phase`. */
  mark(phase: string): void;
  /** A last sample, then the result; more calls return the same. */
  stop(): MemorySamples;
}

interface Phase {
  readonly phase: string;
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
  const phases = new Map<string, Phase>();
  let current = enter(phases, firstPhase);
  let curve: MemoryPoint[] = [];
  let mergedSamples = 1;
  let pending: { point: MemoryPoint; samples: number } | undefined;
  let highestPeak = 0;
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
    const memory = readProcessMemory(pid, { procRoot });
    if ('notMeasured' in memory) {
      obstacle = memory;
      clearInterval(timer);
      return;
    }
    const peakRose = memory.peakRssBytes > highestPeak;
    const seen = peakRose ? memory.peakRssBytes : memory.rssBytes;
    current.peakRssBytes = Math.max(current.peakRssBytes, seen);
    current.samples += 1;
    // The kernel keeps the peak only when memory is unmapped; in between its figure may sink by a few pages.
    highestPeak = Math.max(highestPeak, memory.peakRssBytes);
    addToCurve(memory.rssBytes);
  };

  const timer = setInterval(sample, intervalMs);
  timer.unref();
  sample();

  return {
    mark(phase) {
      if (result !== undefined) return;
      sample();
      current = enter(phases, phase);
      sample();
    },
    stop() {
      if (result !== undefined) return result;
      sample();
      clearInterval(timer);
      if (pending !== undefined) curve.push(pending.point);
      const why = obstacle ?? notMeasured('no sample was taken');
      result = {
        phases: [...phases.values()].map(({ phase, peakRssBytes, samples }) => ({
          phase,
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

function enter(phases: Map<string, Phase>, phase: string): Phase {
  const known = phases.get(phase) ?? { phase, peakRssBytes: 0, samples: 0 };
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
