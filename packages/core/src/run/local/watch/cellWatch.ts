import { powerSavingOf, readPowerState, throttledGpu } from '@convbench/measure';
import type { Contention, Energy, GpuFacts, Memory } from '@convbench/spec';
import { watchContention } from './contentionWatch.js';
import { watchDisk } from './diskWatch.js';
import { watchMemory } from './memoryWatch.js';
import { nameProcesses } from './nameProcesses.js';
import { watchPower } from './powerWatch.js';
import type { MeasuredWork } from './powerWatch.js';
import type { RunMeters } from './runMeters.js';
import { watchThrottling } from './throttleWatch.js';

/** What was seen of a measuring process from outside. */
export interface Watched {
  readonly memory: Memory;
  readonly gpu: GpuFacts;
  readonly energy: Energy;
  readonly contention: Contention;
  /** Other processes that computed on the GPU, as a warning names them. */
  readonly othersOnGpu: readonly string[];
  /** How it shows that the processor was slowed down. */
  readonly throttled: string | undefined;
  /** How the machine saves power. */
  readonly powerSaving: string | undefined;
  /** Fetched from a disk while loading. */
  readonly diskBytesRead: number | undefined;
}

export interface CellWatch {
  onPhase(phase: string, pid: number): void;
  /** Stops what runs; without figures, of a process that has not measured. */
  stop(): void;
  end(work: MeasuredWork): Watched;
}

/** @param environment of the process that is watched. */
export function watchCell(
  meters: RunMeters,
  environment: Readonly<Record<string, string | undefined>>,
): CellWatch {
  const memory = watchMemory();
  const contention = watchContention();
  const throttling = watchThrottling();
  const disk = watchDisk();
  const power = watchPower(meters, environment);
  return {
    onPhase: (phase, pid) => {
      for (const watch of [memory, contention, throttling, disk, power]) watch.onPhase(phase, pid);
    },
    stop: () => {
      for (const watch of [memory, throttling]) watch.end();
    },
    end: (work) => {
      const { gpu, energy, gpuProcessBytes, gpuDeviceBytes, othersOnGpu } = power.end(work);
      return {
        memory: { ...memory.end(), gpuProcessBytes, gpuDeviceBytes },
        gpu,
        energy,
        contention: contention.end(),
        othersOnGpu: othersOnGpu === undefined ? [] : nameProcesses(othersOnGpu),
        throttled: throttling.end() ?? throttledGpu(gpu),
        powerSaving: powerSavingOf(readPowerState()),
        diskBytesRead: disk.end(),
      };
    },
  };
}
