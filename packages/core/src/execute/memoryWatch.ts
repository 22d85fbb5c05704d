import { readProcessMemory, startMemorySampler } from '@convbench/measure';
import type { MemorySampler } from '@convbench/measure';
import { isMeasured } from '@convbench/spec';
import type { Measured, MeasuredCellRecord } from '@convbench/spec';

/** Reads a measuring child's memory from outside, at the borders of its phases and in between. */
export interface MemoryWatch {
  onPhase(phase: string, pid: number): void;
  end(): MeasuredCellRecord['memory'];
}

function difference(larger: Measured, smaller: Measured): Measured {
  if (!isMeasured(larger)) return larger;
  return isMeasured(smaller) ? { value: larger.value - smaller.value } : smaller;
}

export function watchMemory(): MemoryWatch {
  const never: Measured = { notMeasured: 'the process ended before steady state' };
  let runtimeRssBytes: Measured = never;
  let peakRssBytes: Measured = never;
  let steadyRssBytes: Measured = never;
  let sampler: MemorySampler | undefined;
  return {
    onPhase: (phase, pid) => {
      switch (phase) {
        case 'load': {
          const memory = readProcessMemory(pid);
          runtimeRssBytes = 'rssBytes' in memory ? { value: memory.rssBytes } : memory;
          sampler = startMemorySampler(pid, phase);
          return;
        }
        case 'parity': {
          const samples = sampler?.stop();
          if (samples === undefined) return;
          peakRssBytes = samples.peakRssBytes;
          steadyRssBytes =
            samples.phases.find((entry) => entry.phase === 'steady state')?.peakRssBytes ?? never;
          return;
        }
        default:
          sampler?.mark(phase);
      }
    },
    end: () => {
      sampler?.stop();
      return {
        peakRssBytes,
        runtimeRssBytes,
        rssAboveRuntimeBytes: difference(steadyRssBytes, runtimeRssBytes),
      };
    },
  };
}
