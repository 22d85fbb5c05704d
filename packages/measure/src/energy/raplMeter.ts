import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from '@convbench/spec';
import { notMeasured, type NotMeasured } from '@convbench/statistics';
import { readText } from '../host/readText.js';
import type { EnergyReadings, TimeWindow } from './energyMeter.js';

/** A counter of energy: of a processor package, or of the memory beside it. */
interface Zone {
  readonly name: string;
  readonly path: string;
  /** The counter starts again from 0 beyond it. */
  readonly rangeMicrojoules: number;
}

export interface RaplMeter {
  readonly readings: EnergyReadings;
  /** Reads the counters now; at the borders of what shall be measured, so that nothing is interpolated there. */
  sample(): void;
  stop(): void;
}

/** The counters move about a thousand times a second. */
const SHORTEST_MS = 100;

/**
 * Reads the energy counters of the processor packages and their memory (RAPL, by Linux' powercap) ten times a second,
 * often enough to see each wrap-around, and adds them up. It is the energy of the whole machine's processors, whoever
 * uses them: subtract what they draw idle. Does not keep this process alive.
 *
 * Not measured where there are none, as in virtual machines, or where only root may read them (since CVE-2020-8694).
 */
export function startRaplMeter(
  options: {
    readonly root?: string;
    readonly intervalMs?: number;
    readonly clock?: () => number;
  } = {},
): RaplMeter | NotMeasured {
  const { root = '/', intervalMs = 100, clock = () => performance.now() } = options;
  const zones = findZones(join(root, 'sys/class/powercap'));
  if ('notMeasured' in zones) return zones;
  const first = zones.map(read);
  if (first.includes(undefined)) {
    return notMeasured(
      'the energy counters of the processor may be read by root only: sudo chmod a+r /sys/class/powercap/*/energy_uj',
    );
  }
  let last = first as number[];
  let total = 0;
  const points: { readonly timeMs: number; readonly joules: number }[] = [
    { timeMs: clock(), joules: 0 },
  ];
  const sample = (): void => {
    const now = zones.map(read);
    if (now.includes(undefined)) return;
    zones.forEach(({ rangeMicrojoules }, i) => {
      const difference = (now[i] as number) - (last[i] as number);
      total += (difference < 0 ? difference + rangeMicrojoules : difference) / 1e6;
    });
    last = now as number[];
    points.push({ timeMs: clock(), joules: total });
  };
  const timer = setInterval(sample, intervalMs);
  timer.unref();

  return {
    sample,
    stop() {
      clearInterval(timer);
    },
    readings: {
      source: 'rapl',
      estimated: false,
      shortestMs: SHORTEST_MS,
      method: () =>
        `difference of the counters of ${zones.map(({ name }) => name).join(', ')}, read every ${intervalMs} ms`,
      joules: (window) => joulesBetween(points, window),
    },
  };
}

function findZones(powercap: string): Zone[] | NotMeasured {
  let folders: string[];
  try {
    folders = readdirSync(powercap);
  } catch {
    return notMeasured('the system shows no energy counters (RAPL), as in most virtual machines');
  }
  const zones = folders.sort().flatMap((folder) => {
    const path = join(powercap, folder);
    const name = readText(join(path, 'name'));
    // 'psys' counts the packages again, 'core' and 'uncore' are parts of a package, and so is each mmio twin.
    if (name === undefined || !/^(package-\d+|dram)$/.test(name) || /mmio/.test(folder)) return [];
    const range = Number(readText(join(path, 'max_energy_range_uj')));
    return [{ name, path: join(path, 'energy_uj'), rangeMicrojoules: range > 0 ? range : 2 ** 32 }];
  });
  return zones.length > 0
    ? zones
    : notMeasured('the system shows no energy counters of a processor package');
}

function read({ path }: Zone): number | undefined {
  const text = readText(path);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function joulesBetween(
  points: readonly { readonly timeMs: number; readonly joules: number }[],
  { fromMs, toMs }: TimeWindow,
): Measured {
  const at = (timeMs: number): number | undefined => {
    const after = points.findIndex((point) => point.timeMs >= timeMs);
    const [left, right] = [points[after - 1], points[after]];
    if (right?.timeMs === timeMs) return right.joules;
    if (left === undefined || right === undefined) return undefined;
    const part = (timeMs - left.timeMs) / (right.timeMs - left.timeMs);
    return left.joules + part * (right.joules - left.joules);
  };
  const [from, to] = [at(fromMs), at(toMs)];
  return from === undefined || to === undefined
    ? notMeasured('the energy counters were not read throughout that time')
    : { value: to - from };
}
