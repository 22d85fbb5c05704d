import type { Measured, ServerResult } from '@convbench/spec';
import { notMeasured, quantile, samplesForPercentile } from '@convbench/statistics';
import { poissonArrivals } from './poissonArrivals.js';
import { serve, type ServeOptions } from './serve.js';

export interface SearchOptions extends Pick<ServeOptions, 'run' | 'clock' | 'waitUntil'> {
  /** What p99 may be, from when an image was due. */
  readonly boundMs: number;
  /** Of one image by itself, as the steady state told: no rate above its reciprocal can be kept up. */
  readonly serviceMs: number;
  readonly seed: number;
  /** Of each trial; default 500, the fewest that support a p99. */
  readonly requests?: number;
  /** A trial at a rate that needs longer for its requests is not made; default 60 s. */
  readonly longestTrialMs?: number;
  /** The rates between which the answer lies shall be so close; default 0.05. */
  readonly precision?: number;
  /** Trials of the search, before the one that confirms; default 10. */
  readonly mostTrials?: number;
}

type Point = ServerResult['points'][number];

/**
 * The highest rate of arrivals at which p99 stays within the bound, counted from when each image was due.
 *
 * Begins at half of what the network can do without pause, doubles the distance towards that limit or halves the rate
 * until the answer lies between two rates, and then halves what is between them. A trial that can no longer meet the
 * bound is ended at once: an overloaded server only gets later. The rate found has to stand a second trial with other
 * arrivals; one that does not is lowered by the precision, so that a lucky pattern is no result.
 *
 * Not measured where the network by itself is slower than the bound, or too slow for enough requests.
 */
export async function searchHighestRate(options: SearchOptions): Promise<ServerResult> {
  const { boundMs, serviceMs, seed, precision = 0.05, mostTrials = 10 } = options;
  const { requests = samplesForPercentile(99), longestTrialMs = 60_000 } = options;
  const points: Point[] = [];
  const result = (highestRatePerSecond: Measured): ServerResult => ({
    p99BoundMs: boundMs,
    highestRatePerSecond,
    points: [...points].sort((a, b) => a.ratePerSecond - b.ratePerSecond),
  });
  if (serviceMs > boundMs) {
    return result(
      notMeasured(
        `one image by itself takes ${format(serviceMs)} ms, the bound is ${format(boundMs)} ms`,
      ),
    );
  }
  const slowest = (1000 * requests) / longestTrialMs;
  const limit = 1000 / serviceMs;
  if (slowest >= limit) {
    return result(
      notMeasured(
        `${requests} images take longer than the ${format(longestTrialMs / 1000)} s of a trial`,
      ),
    );
  }
  const meets = async (ratePerSecond: number, trialSeed: number): Promise<boolean> => {
    const point = await trial(options, ratePerSecond, requests, trialSeed);
    points.push(point);
    return point.meets;
  };

  let low = 0;
  let high = limit;
  for (let trials = 0; trials < mostTrials && low < high * (1 - precision); trials += 1) {
    const rate = low === 0 ? high / 2 : (low + high) / 2;
    if (rate < slowest) break;
    if (await meets(rate, seed)) low = rate;
    else high = rate;
  }
  while (low >= slowest && !(await meets(low, seed + 1))) low *= 1 - precision;
  if (low >= slowest) return result({ value: low });
  return result(
    notMeasured(
      `it would be under ${format(slowest)} images/s, at which ${requests} of them take longer than the ${format(longestTrialMs / 1000)} s of a trial`,
    ),
  );
}

async function trial(
  options: SearchOptions,
  ratePerSecond: number,
  requests: number,
  seed: number,
): Promise<Point> {
  const { run, clock, waitUntil, boundMs } = options;
  // With linear interpolation p99 lies at or above the order statistic that so many lie behind.
  const tolerated = Math.ceil(0.01 * (requests - 1));
  const { latenciesMs, gaveUp } = await serve({
    run,
    clock,
    waitUntil,
    arrivalsMs: poissonArrivals(ratePerSecond, requests, seed),
    giveUpAfter: { late: tolerated + 1, boundMs },
  });
  const unfinished = notMeasured(
    `given up: ${tolerated + 1} of ${requests} images took longer than ${format(boundMs)} ms`,
  );
  const percentile = (p: number): Measured =>
    gaveUp ? unfinished : { value: quantile(latenciesMs, p / 100) };
  const p99 = percentile(99);
  return {
    ratePerSecond,
    requests: latenciesMs.length,
    p50Ms: percentile(50),
    p95Ms: percentile(95),
    p99Ms: p99,
    meets: 'value' in p99 && p99.value <= boundMs,
  };
}

function format(value: number): string {
  return String(Number(value.toPrecision(3)));
}
