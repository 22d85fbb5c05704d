import {
  foreignProcesses,
  gpuDeviceBytes,
  gpuEnergyReadings,
  gpuProcessBytes,
  summarizeEnergy,
  summarizeGpu,
} from '@convbench/measure';
import type { ForeignProcesses, GpuSample, TimeWindow } from '@convbench/measure';
import type { Energy, GpuFacts, Measured, NotMeasured } from '@convbench/spec';
import { chosenGpu } from './chosenGpu.js';
import { isAfterSteadyState } from './phaseWatch.js';
import type { RunMeters } from './runMeters.js';

/** What is known of a cell when it has ended. */
export interface MeasuredWork {
  readonly usesGpu: boolean;
  /** Computed in steady state. */
  readonly images: number;
  /** Of the group, whose processes are alive together. */
  readonly pids: readonly number[];
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
const beforeRoundMs = 2500;

/** Forgets what the GPUs said before this round: readings are kept for as long as a process may ask for them. */
export function forgetEarlierRounds({ gpu, idle }: RunMeters): void {
  gpu.forget(performance.now() - beforeRoundMs, idle);
}

/** The stretches of time in which a process did something, the last of which may not have ended. */
class Stretches {
  #done: TimeWindow[] = [];
  #fromMs: number | undefined;

  begin(atMs: number): void {
    this.#fromMs ??= atMs;
  }

  end(atMs: number): void {
    if (this.#fromMs !== undefined) this.#done.push({ fromMs: this.#fromMs, toMs: atMs });
    this.#fromMs = undefined;
  }

  all(): readonly TimeWindow[] {
    return this.#done;
  }
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
  let pid: number | undefined;
  const whole = new Stretches();
  const steady = new Stretches();
  const now = () => {
    // A counter is read at the border itself, so that nothing is interpolated there.
    if ('sample' in rapl) rapl.sample();
    return performance.now();
  };
  return {
    onPhase: (phase, ofPid) => {
      if (phase === 'load') {
        pid = ofPid;
        whole.begin(now());
      } else if (phase === 'steady state') {
        const atMs = now();
        whole.begin(atMs);
        steady.begin(atMs);
      } else if (phase === 'waiting' || isAfterSteadyState(phase)) {
        const atMs = now();
        whole.end(atMs);
        steady.end(atMs);
      }
    },
    end: ({ usesGpu, images, pids }) => {
      const turns = steady.all();
      const [first, last] = [turns[0], turns.at(-1)];
      if (pid === undefined || first === undefined || last === undefined)
        return unmeasured({ notMeasured: 'the process ended before steady state was over' });
      const windows = { ...(idle && { idle }), steady: turns, whole: whole.all(), images };
      if (!usesGpu) {
        const none = { notMeasured: 'the cell does not run on a GPU' };
        const energy = 'readings' in rapl ? summarizeEnergy(rapl.readings, windows) : rapl;
        return { ...unmeasured(none), energy };
      }
      const obstacle = gpu.obstacle();
      if (obstacle !== undefined) return unmeasured(obstacle);
      const processes = turns.flatMap(({ fromMs, toMs }) => gpu.processes(fromMs, toMs));
      const inSteadyState = turns.flatMap(({ fromMs, toMs }) => gpu.samples(fromMs, toMs));
      const listed = processes.find((process) => process.pid === pid)?.uuid;
      const uuid = chosenGpu(inSteadyState, listed, environment);
      if (typeof uuid !== 'string') return unmeasured(uuid);
      const ofChosen = (samples: readonly GpuSample[]) =>
        samples.filter((sample) => sample.uuid === uuid);
      const samples = ofChosen(inSteadyState);
      const all = ofChosen(gpu.samples(-Infinity, performance.now()));
      const readings = gpuEnergyReadings(all);
      return {
        gpu: summarizeGpu(samples),
        energy: 'notMeasured' in readings ? readings : summarizeEnergy(readings, windows),
        gpuProcessBytes: gpuProcessBytes(processes, [pid], uuid),
        gpuDeviceBytes: gpuDeviceBytes(samples),
        othersOnGpu: foreignProcesses(processes, pids, uuid),
      };
    },
  };
}
