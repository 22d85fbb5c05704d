import {
  foreignProcesses,
  gpuDeviceBytes,
  gpuEnergyReadings,
  gpuProcessBytes,
  summarizeEnergy,
  summarizeGpu,
} from '@convbench/measure';
import type { ForeignProcesses, GpuSample } from '@convbench/measure';
import type { Energy, GpuFacts, Measured, NotMeasured } from '@convbench/spec';
import { chosenGpu } from './chosenGpu.js';
import { isAfterSteadyState } from './phaseWatch.js';
import type { RunMeters } from './runMeters.js';

/** What is known of a cell when it has ended. */
export interface MeasuredWork {
  readonly usesGpu: boolean;
  /** Computed in steady state. */
  readonly images: number;
}

export interface PowerFigures {
  readonly gpu: GpuFacts;
  readonly energy: Energy;
  readonly gpuProcessBytes: Measured;
  readonly gpuDeviceBytes: Measured;
  /** Who else computed on the GPU in steady state; undefined where that is not known. */
  readonly othersOnGpu?: ForeignProcesses;
}

export interface PowerWatch {
  onPhase(phase: string, pid: number): void;
  end(work: MeasuredWork): PowerFigures;
}

/** Power at the beginning of loading lies between readings of before and after; means are of the second before. */
const beforeLoadMs = 2500;

interface Times {
  pid: number;
  loadMs: number;
  steadyMs?: number;
  endMs?: number;
}

const unmeasured = (why: NotMeasured): PowerFigures => ({
  gpu: why,
  energy: why,
  gpuProcessBytes: why,
  gpuDeviceBytes: why,
});

/**
 * Memory, clocks and power of the GPU, and the energy of steady state, from meters that run anyway.
 *
 * @param environment of the process, which tells what GPUs it sees.
 */
export function watchPower(
  meters: RunMeters,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): PowerWatch {
  const { gpu, rapl, idle } = meters;
  let times: Times | undefined;
  const now = () => {
    // A counter is read at the border itself, so that nothing is interpolated there.
    if ('sample' in rapl) rapl.sample();
    return performance.now();
  };
  return {
    onPhase: (phase, pid) => {
      if (phase === 'load') {
        times = { pid, loadMs: now() };
        gpu.forget(times.loadMs - beforeLoadMs, idle);
      } else if (times === undefined) return;
      else if (phase === 'steady state') times.steadyMs = now();
      else if (isAfterSteadyState(phase)) times.endMs ??= now();
    },
    end: ({ usesGpu, images }) => {
      if (times?.steadyMs === undefined || times.endMs === undefined)
        return unmeasured({ notMeasured: 'the process ended before steady state was over' });
      const { pid, loadMs, steadyMs, endMs } = times;
      const steady = { fromMs: steadyMs, toMs: endMs };
      const windows = {
        ...(idle && { idle }),
        steady,
        whole: { fromMs: loadMs, toMs: endMs },
        images,
      };
      if (!usesGpu) {
        const none = { notMeasured: 'the cell does not run on a GPU' };
        const energy = 'readings' in rapl ? summarizeEnergy(rapl.readings, windows) : rapl;
        return { ...unmeasured(none), energy };
      }
      const obstacle = gpu.obstacle();
      if (obstacle !== undefined) return unmeasured(obstacle);
      const processes = gpu.processes(steadyMs, endMs);
      const inSteadyState = gpu.samples(steadyMs, endMs);
      const listed = processes.find((process) => process.pid === pid)?.uuid;
      const uuid = chosenGpu(inSteadyState, listed, environment);
      if (typeof uuid !== 'string') return unmeasured(uuid);
      const ofChosen = (samples: readonly GpuSample[]) =>
        samples.filter((sample) => sample.uuid === uuid);
      const samples = ofChosen(inSteadyState);
      const all = ofChosen(gpu.samples(idle?.fromMs ?? loadMs, performance.now()));
      const readings = gpuEnergyReadings(all);
      return {
        gpu: summarizeGpu(samples),
        energy: 'notMeasured' in readings ? readings : summarizeEnergy(readings, windows),
        gpuProcessBytes: gpuProcessBytes(processes, [pid], uuid),
        gpuDeviceBytes: gpuDeviceBytes(samples),
        othersOnGpu: foreignProcesses(processes, pid, uuid),
      };
    },
  };
}
