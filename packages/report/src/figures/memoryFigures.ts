import type { FigureDefinition } from './definition.js';
import { exactMegabytes, megabytes } from './definition.js';

export const memoryFigures = {
  peakRss: {
    ...megabytes,
    title: 'Peak memory',
    short: 'peak RSS',
    column: { stem: 'peak_rss', unit: 'bytes' },
    meaning:
      'Largest resident memory (RSS) of the cell’s own process up to the end of steady state, with the engine, the loading of the model and Node itself. 1 MB is 1,000,000 bytes.',
    read: ({ memory }) => memory.peakRssBytes,
  },
  rssAboveRuntime: {
    ...megabytes,
    title: 'RSS above engine',
    short: 'above engine',
    column: { stem: 'rss_above_runtime', unit: 'bytes' },
    meaning:
      'Largest resident memory in steady state, less what the process needs with the engine loaded and no network: what this network adds while it runs. The peak of loading is not in it.',
    read: ({ memory }) => memory.rssAboveRuntimeBytes,
  },
  runtimeRss: {
    ...megabytes,
    title: 'RSS of the engine',
    short: 'engine',
    column: { stem: 'runtime_rss', unit: 'bytes' },
    meaning: 'Resident memory with the engine loaded and no network.',
    read: ({ memory }) => memory.runtimeRssBytes,
  },
  modelBytes: {
    ...exactMegabytes,
    title: 'Model size',
    short: 'model',
    column: { stem: 'model', unit: 'bytes' },
    meaning: 'Size of the artefact that the engine loaded, weights included.',
    read: ({ modelBytes }) => ({ value: modelBytes }),
  },
  weightBytes: {
    ...exactMegabytes,
    title: 'Weights',
    short: 'weights',
    column: { stem: 'weights', unit: 'bytes' },
    meaning: 'All parameters and running statistics in float32.',
    read: (record) => ({ value: record.static.weightBytes }),
  },
  activationPeak: {
    ...exactMegabytes,
    title: 'Activations, peak',
    short: 'act. peak',
    column: { stem: 'activation_peak', unit: 'bytes' },
    meaning:
      'Activations of one image in float32: the largest set that is alive at once. Follows from the graph; an engine may need more.',
    read: (record) => ({ value: record.static.activationPeakBytes }),
  },
  activationSum: {
    ...exactMegabytes,
    title: 'Activations, sum',
    short: 'act. sum',
    column: { stem: 'activation_sum', unit: 'bytes' },
    meaning: 'All activations of one image in float32, as if none were freed.',
    read: (record) => ({ value: record.static.activationSumBytes }),
  },
  energyPerImage: {
    unit: 'mJ',
    factor: 1000,
    axis: 'log',
    interval: true,
    better: 'lower',
    title: 'Energy',
    short: 'mJ/image',
    column: { stem: 'energy_per_image', unit: 'joules' },
    meaning:
      'Energy of steady state over its images, by the counter that the machine offers. Where it is estimated the warning says how, and it never wins a comparison.',
    read: ({ energyPerImageJoules }) => energyPerImageJoules,
  },
} satisfies Record<string, FigureDefinition>;
