import type { FigureDefinition } from './definition.js';
import { count, milliseconds } from './definition.js';

export const startFigures = {
  runtimeLoad: {
    ...milliseconds,
    interval: false,
    title: 'Engine load',
    short: 'engine load',
    column: { stem: 'runtime_load', unit: 'ms' },
    meaning: 'Importing the backend and its native library, once in a fresh process.',
    read: ({ phases }) => phases.runtimeLoadMs,
  },
  modelLoad: {
    ...milliseconds,
    interval: false,
    title: 'Model load',
    short: 'model load',
    column: { stem: 'model_load', unit: 'ms' },
    meaning: 'Building the graph, reading the weights and making the session.',
    read: ({ phases }) => phases.modelLoadMs,
  },
  firstInference: {
    ...milliseconds,
    interval: false,
    title: 'First inference',
    short: 'first call',
    column: { stem: 'first_inference', unit: 'ms' },
    meaning:
      'The first call after loading. Engines plan and allocate here; it is no part of latency.',
    read: ({ phases }) => phases.firstInferenceMs,
  },
  warmupTime: {
    unit: 'ms',
    factor: 1,
    axis: 'log',
    interval: false,
    title: 'Warm-up',
    short: 'warm-up',
    column: { stem: 'warmup', unit: 'ms' },
    meaning: 'Time of untimed calls until the last windows agreed, or until its limit.',
    read: ({ phases }) => phases.warmupMs,
  },
  warmupIterations: {
    ...count,
    title: 'Warm-up calls',
    short: 'calls',
    column: { stem: 'warmup_iterations', unit: 'count' },
    meaning: 'Untimed calls before the first sample.',
    read: ({ phases }) => phases.warmupIterations,
  },
} satisfies Record<string, FigureDefinition>;
