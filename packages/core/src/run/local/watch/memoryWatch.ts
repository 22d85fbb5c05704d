import { readProcessMemory, startMemorySampler } from '@convbench/measure';
import type { MemorySampler } from '@convbench/measure';
import { isMeasured } from '@convbench/spec';
import type { Measured, Memory } from '@convbench/spec';
import { isAfterSteadyState } from './phaseWatch.js';
import type { PhaseWatch } from './phaseWatch.js';

/** Points of the curve that a record keeps. */
const curvePoints = 200;

export type ProcessMemoryFigures = Omit<Memory, 'gpuProcessBytes' | 'gpuDeviceBytes'>;

function difference(larger: Measured, smaller: Measured): Measured {
  if (!isMeasured(larger)) return larger;
  return isMeasured(smaller) ? { value: larger.value - smaller.value } : smaller;
}

/** Resident memory from the engine loaded to the end of steady state. */
export function watchMemory(): PhaseWatch<ProcessMemoryFigures> {
  const never: Measured = { notMeasured: 'the process ended before steady state' };
  let runtimeRssBytes: Measured = never;
  let sampler: MemorySampler | undefined;
  return {
    onPhase: (phase, pid) => {
      if (phase === 'load') {
        const memory = readProcessMemory(pid);
        runtimeRssBytes = 'rssBytes' in memory ? { value: memory.rssBytes } : memory;
        sampler = startMemorySampler(pid, phase, { maximumPoints: curvePoints });
      } else if (phase === 'waiting') sampler?.pause();
      else if (isAfterSteadyState(phase)) sampler?.stop();
      else sampler?.mark(phase);
    },
    end: () => {
      const samples = sampler?.stop();
      const steady = samples?.phases.find(({ phase }) => phase === 'steady state');
      return {
        peakRssBytes: steady === undefined ? never : (samples?.peakRssBytes ?? never),
        runtimeRssBytes,
        rssAboveRuntimeBytes: difference(steady?.peakRssBytes ?? never, runtimeRssBytes),
        phases: (samples?.phases ?? []).map(({ phase, startedMs, peakRssBytes }) => ({
          phase,
          startedMs: Math.round(startedMs),
          peakRssBytes,
        })),
        curve: (samples?.curve ?? []).map(({ elapsedMs, rssBytes }) => ({
          elapsedMs: Math.round(elapsedMs),
          rssBytes,
        })),
      };
    },
  };
}
