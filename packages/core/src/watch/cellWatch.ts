import { powerSavingOf, readPowerState } from '@convbench/measure';
import type { Contention, Energy, GpuFacts, Memory } from '@convbench/spec';
import { watchContention } from './contentionWatch.js';
import { watchDisk } from './diskWatch.js';
import { watchMemory } from './memoryWatch.js';
import type { PhaseWatch } from './phaseWatch.js';
import { watchThrottling } from './throttleWatch.js';

/** What was seen of a measuring process from outside. */
export interface Watched {
  readonly memory: Memory;
  readonly gpu: GpuFacts;
  readonly energy: Energy;
  readonly contention: Contention;
  /** How it shows that the processor was slowed down. */
  readonly throttled: string | undefined;
  /** How the machine saves power. */
  readonly powerSaving: string | undefined;
  /** Fetched from a disk while loading. */
  readonly diskBytesRead: number | undefined;
}

export function watchCell(): PhaseWatch<Watched> {
  const memory = watchMemory();
  const contention = watchContention();
  const throttling = watchThrottling();
  const disk = watchDisk();
  const never = { notMeasured: 'not measured yet' };
  return {
    onPhase: (phase, pid) => {
      for (const watch of [memory, contention, throttling, disk]) watch.onPhase(phase, pid);
    },
    end: () => ({
      memory: { ...memory.end(), gpuProcessBytes: never, gpuDeviceBytes: never },
      gpu: never,
      energy: never,
      contention: contention.end(),
      throttled: throttling.end(),
      powerSaving: powerSavingOf(readPowerState()),
      diskBytesRead: disk.end(),
    }),
  };
}
