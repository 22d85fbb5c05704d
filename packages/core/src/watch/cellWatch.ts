import type { Contention, Energy, GpuFacts, Memory } from '@convbench/spec';
import { watchMemory } from './memoryWatch.js';
import type { PhaseWatch } from './phaseWatch.js';

/** What was seen of a measuring process from outside. */
export interface Watched {
  readonly memory: Memory;
  readonly gpu: GpuFacts;
  readonly energy: Energy;
  readonly contention: Contention;
}

export function watchCell(): PhaseWatch<Watched> {
  const memory = watchMemory();
  const never = { notMeasured: 'not measured yet' };
  return {
    onPhase: (phase, pid) => {
      memory.onPhase(phase, pid);
    },
    end: () => ({
      memory: { ...memory.end(), gpuProcessBytes: never, gpuDeviceBytes: never },
      gpu: never,
      energy: never,
      contention: { ownShare: never, otherShare: never },
    }),
  };
}
