/** A reading of one GPU; what the driver does not tell is the reason in its own words. */
export interface GpuSample {
  /** When it arrived, by `performance.now()` of this process. */
  readonly timeMs: number;
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly memoryUsedBytes: number | Untold;
  readonly memoryTotalBytes: number | Untold;
  readonly powerWatts: number | Untold;
  /** Whether `powerWatts` is a mean over the last second rather than of the moment. */
  readonly powerIsAveraged: boolean;
  readonly smClockMhz: number | Untold;
  readonly memoryClockMhz: number | Untold;
  readonly temperatureCelsius: number | Untold;
  /** Part of the time in which something ran, 0 to 1. */
  readonly utilization: number | Untold;
  /** What lowers the clock now, in the words of the driver; empty if nothing does. */
  readonly throttleReasons: readonly string[] | Untold;
  /** Divided into instances (MIG): power, clocks and memory are those of all of them together. */
  readonly isPartitioned: boolean;
}

/** Such as '[N/A]' or '[Not Supported]'. */
export interface Untold {
  readonly untold: string;
}

export function isTold<T>(figure: T | Untold): figure is T {
  return !(typeof figure === 'object' && figure !== null && 'untold' in figure);
}
