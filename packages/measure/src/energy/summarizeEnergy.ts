import type { Energy, Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { notMeasured } from '@convbench/statistics';
import type { EnergyReadings, TimeWindow } from './energyMeter.js';

export interface EnergyWindows {
  /** With the engine loaded and idle, before the network; undefined if there was none. */
  readonly idle?: TimeWindow;
  /** The turns of the process; one where it was not divided. */
  readonly steady: readonly TimeWindow[];
  /** From the beginning of loading to the end of steady state, without the time in which the process waited. */
  readonly whole: readonly TimeWindow[];
  /** Images computed in `steady`. */
  readonly images: number;
}

/**
 * The energy of a cell, for the record: of steady state alone, which loading is no part of (case M09), with and without
 * what the machine draws idle, and of the whole process beside it under its own name.
 */
export function summarizeEnergy(readings: EnergyReadings, windows: EnergyWindows): Energy {
  const { idle, steady, whole, images } = windows;
  const { source, estimated } = readings;
  const steadySeconds = secondsOf(steady);
  const steadyJoules = joulesOf(readings, steady);
  const idleWatts =
    idle === undefined
      ? notMeasured('there was no idle time before the network was loaded')
      : map(joulesOf(readings, [idle]), (joules) => joules / secondsOf([idle]));
  const perImage = (joules: Measured): Measured =>
    images > 0
      ? map(joules, (value) => value / images)
      : notMeasured('no image was computed in steady state');
  const aboveIdle =
    isMeasured(steadyJoules) && isMeasured(idleWatts)
      ? { value: steadyJoules.value - idleWatts.value * steadySeconds }
      : isMeasured(steadyJoules)
        ? idleWatts
        : steadyJoules;
  return {
    source,
    method: readings.method(spanOf(steady)),
    estimated,
    idleWatts,
    steadySeconds,
    steadyJoules,
    perImageJoules: perImage(steadyJoules),
    aboveIdlePerImageJoules: perImage(aboveIdle),
    wholeSeconds: secondsOf(whole),
    wholeJoules: joulesOf(readings, whole),
  };
}

function joulesOf(readings: EnergyReadings, windows: readonly TimeWindow[]): Measured {
  const { source, shortestMs } = readings;
  let value = 0;
  for (const window of windows) {
    const ms = window.toMs - window.fromMs;
    if (ms < shortestMs) {
      const needed = (shortestMs / 1000).toFixed(1);
      return notMeasured(
        `${(ms / 1000).toFixed(1)} s are too short for ${source}, which needs ${needed} s`,
      );
    }
    const joules = readings.joules(window);
    if (!isMeasured(joules)) return joules;
    value += joules.value;
  }
  return { value };
}

function secondsOf(windows: readonly TimeWindow[]): number {
  return windows.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / 1000, 0);
}

function spanOf(windows: readonly TimeWindow[]): TimeWindow {
  return {
    fromMs: Math.min(...windows.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...windows.map(({ toMs }) => toMs)),
  };
}

function map(figure: Measured, change: (value: number) => number): Measured {
  return isMeasured(figure) ? { value: change(figure.value) } : figure;
}
