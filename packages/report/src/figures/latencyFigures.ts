import { isMeasured } from '@convbench/spec';
import type { Measured } from '@convbench/spec';
import type { CellSummary } from '@convbench/statistics';
import type { FigureDefinition } from './definition.js';
import { count, milliseconds } from './definition.js';

function percentile({ latency }: CellSummary, p: number): Measured {
  const found = latency.percentiles.find((entry) => entry.p === p);
  return found?.ms ?? { notMeasured: `the record holds no p${p}` };
}

/** Milliseconds of one image at the rate of the cell's scenario. */
function timePerImage({ cell, imagesPerSecond, highestRatePerSecond }: CellSummary): Measured {
  const rate = cell.scenario === 'server' ? highestRatePerSecond : imagesPerSecond;
  if (!isMeasured(rate)) return rate;
  if (!(rate.value > 0)) return { notMeasured: 'the rate is not positive' };
  const { value, interval } = rate;
  if (interval === undefined || !(interval.low > 0)) return { value: 1000 / value };
  const { low, high, confidence } = interval;
  return { value: 1000 / value, interval: { low: 1000 / high, high: 1000 / low, confidence } };
}

const percentileFigure = (p: number): FigureDefinition => ({
  ...milliseconds,
  title: `Latency p${p}`,
  short: `p${p}`,
  column: { stem: `latency_p${p}`, unit: 'ms' },
  meaning: `${p} of 100 batches took no longer than this. Given only where enough samples support it.`,
  read: (record) => percentile(record, p),
});

export const latencyFigures = {
  latencyMedian: {
    ...milliseconds,
    title: 'Latency',
    short: 'median',
    column: { stem: 'latency_median', unit: 'ms' },
    meaning:
      'Median time of one call with a whole batch, in steady state, from handing over the images until the logits are readable. Never divided by the batch size.',
    read: ({ latency }) => latency.medianMs,
  },
  latencyP90: percentileFigure(90),
  latencyP95: percentileFigure(95),
  latencyP99: percentileFigure(99),
  latencyMean: {
    ...milliseconds,
    interval: false,
    title: 'Latency, mean',
    short: 'mean',
    column: { stem: 'latency_mean', unit: 'ms' },
    meaning: 'Mean time of one call. Well above the median when some calls stalled.',
    read: ({ latency }) => ({ value: latency.meanMs }),
  },
  latencyMinimum: {
    ...milliseconds,
    interval: false,
    title: 'Latency, minimum',
    short: 'minimum',
    column: { stem: 'latency_minimum', unit: 'ms' },
    meaning: 'The fastest call.',
    read: ({ latency }) => ({ value: latency.minimumMs }),
  },
  latencyMaximum: {
    ...milliseconds,
    interval: false,
    title: 'Latency, maximum',
    short: 'maximum',
    column: { stem: 'latency_maximum', unit: 'ms' },
    meaning: 'The slowest call.',
    read: ({ latency }) => ({ value: latency.maximumMs }),
  },
  latencySamples: {
    ...count,
    title: 'Samples',
    short: 'samples',
    column: { stem: 'latency_samples', unit: 'count' },
    meaning: 'Timed calls in steady state.',
    read: ({ latency }) => ({ value: latency.count }),
  },
  imagesPerSecond: {
    unit: 'images/s',
    factor: 1,
    axis: 'log',
    interval: true,
    better: 'higher',
    title: 'Throughput',
    short: 'images/s',
    column: { stem: 'throughput', unit: 'images_per_second' },
    meaning: 'All images of steady state over its total time; never a mean of reciprocals.',
    read: ({ imagesPerSecond }) => imagesPerSecond,
  },
  timePerImage: {
    ...milliseconds,
    title: 'Time per image',
    short: 'ms/image',
    column: { stem: 'time_per_image', unit: 'ms' },
    meaning:
      'One second over the throughput; of a server cell, over the highest rate whose p99 stayed within the bound. No latency: an image of a batch waits for the whole batch.',
    read: timePerImage,
  },
} satisfies Record<string, FigureDefinition>;
