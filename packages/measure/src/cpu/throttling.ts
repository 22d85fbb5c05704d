import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { median, notMeasured, type NotMeasured } from '@convbench/statistics';
import { readText } from '../host/readText.js';

export interface ThrottleFacts {
  /** What shows that the processor was slowed down, as one sentence part; undefined where nothing does. */
  readonly throttled?: string;
  /** Median clock of the CPUs over the samples, in MHz, at the beginning and at the end; where the system tells. */
  readonly clockMhz?: { readonly first: number; readonly last: number };
}

export interface ThrottleWatch {
  /** Looks at the clocks once; the watch does so itself every second. */
  sample(): void;
  stop(): ThrottleFacts | NotMeasured;
}

/** A clock that sinks to less than this part under the same work was lowered. */
const CLOCK_SANK = 0.9;

/**
 * Watches whether the processor is slowed down for heat or power: the kernel's counters of such events, processors
 * used as cooling devices, and the clocks of the CPUs (`cpus`) from the beginning to the end of a steady load. Linux.
 * Does not keep this process alive.
 */
export function startThrottleWatch(
  cpus: readonly number[],
  options: { readonly root?: string; readonly intervalMs?: number } = {},
): ThrottleWatch {
  const { root = '/', intervalMs = 1000 } = options;
  const devices = join(root, 'sys/devices/system/cpu');
  const clocks: number[] = [];
  const events = (): number | undefined =>
    sumOf(cpus.flatMap((cpu) => throttleCounts(devices, cpu)));
  const eventsBefore = events();
  let cooling = coolingState(root);
  const coolingBefore = cooling;

  const sample = (): void => {
    const now = cpus.flatMap((cpu) => {
      const khz = Number(readText(join(devices, `cpu${cpu}/cpufreq/scaling_cur_freq`)));
      return khz > 0 ? [khz / 1000] : [];
    });
    if (now.length > 0) clocks.push(median(now));
    const state = coolingState(root);
    if (state !== undefined) cooling = Math.max(cooling ?? 0, state);
  };
  const timer = setInterval(sample, intervalMs);
  timer.unref();
  sample();

  return {
    sample,
    stop() {
      clearInterval(timer);
      sample();
      const eventsAfter = events();
      if (eventsBefore === undefined && cooling === undefined && clocks.length === 0) {
        return notMeasured(
          'the system shows neither clocks nor throttling of its processor, as in most virtual machines',
        );
      }
      const clockMhz = clocksOf(clocks);
      const happened = (eventsAfter ?? 0) - (eventsBefore ?? 0);
      const throttled =
        happened > 0
          ? `the kernel counted ${happened} thermal events`
          : (cooling ?? 0) > (coolingBefore ?? 0)
            ? 'the processor was slowed down to cool it'
            : clockMhz && clockMhz.last < CLOCK_SANK * clockMhz.first
              ? `the clock sank from ${Math.round(clockMhz.first)} to ${Math.round(clockMhz.last)} MHz`
              : undefined;
      return { ...(throttled !== undefined && { throttled }), ...(clockMhz && { clockMhz }) };
    },
  };
}

/** A core's counter is its own, a package's is repeated under each of its cores. */
function throttleCounts(devices: string, cpu: number): number[] {
  const counts = ['core_throttle_count', 'package_throttle_count'].map((file) =>
    readText(join(devices, `cpu${cpu}/thermal_throttle`, file)),
  );
  return counts.filter((count) => count !== undefined && /^\d+$/.test(count)).map(Number);
}

/** Sum of the states of all cooling devices that are processors; 0 is "not cooling". */
function coolingState(root: string): number | undefined {
  const thermal = join(root, 'sys/class/thermal');
  let devices: string[];
  try {
    devices = readdirSync(thermal).filter((name) => name.startsWith('cooling_device'));
  } catch {
    return undefined;
  }
  const states = devices
    .filter((device) => /processor|cpufreq/i.test(readText(join(thermal, device, 'type')) ?? ''))
    .map((device) => Number(readText(join(thermal, device, 'cur_state'))));
  return sumOf(states.filter((state) => state >= 0));
}

function sumOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** Medians of the first and of the last quarter; the very first sample is from before the load has shown. */
function clocksOf(clocks: readonly number[]): ThrottleFacts['clockMhz'] {
  if (clocks.length === 0) return undefined;
  const settled = clocks.length > 2 ? clocks.slice(1) : clocks;
  const quarter = Math.ceil(settled.length / 4);
  return { first: median(settled.slice(0, quarter)), last: median(settled.slice(-quarter)) };
}
