import { z } from 'zod';
import { precisionSchema } from './precision.js';
import { recipeOverrideSchema } from './recipeOverride.js';

const optionsSchema = z.record(z.string(), z.unknown());

const architectureEntrySchema = z.strictObject({
  /** An id or alias from `convbench list architectures`. */
  id: z.string().min(1),
  /** Options of the architecture, `width` for example; `classes`, `channels`, `inputSize` come from the matrix. */
  options: optionsSchema.default({}),
  recipe: recipeOverrideSchema.optional(),
  /** Weights that the training starts from (safetensors, ONNX, PyTorch), as a path relative to the config. */
  init: z.string().min(1).optional(),
  /** With `init`: the last layer that stays as it is, with everything before it; 'all-but-head' trains the head alone. */
  freeze: z.string().min(1).optional(),
});

const backendEntrySchema = z.strictObject({
  name: z.string().min(1),
  device: z.string().min(1).optional(),
  /** Default: the physical cores that this process may use. Several make a cell each. */
  threads: z.union([z.int().positive(), z.array(z.int().positive()).min(1)]).optional(),
});

const trainerEntrySchema = backendEntrySchema.extend({
  /** Default: the physical cores that this process may use. */
  threads: z.int().positive().optional(),
});

const datasetEntrySchema = z.strictObject({
  name: z.string().min(1),
  options: optionsSchema.default({}),
});

const named = <Key extends string, Entry extends z.ZodType>(key: Key, entry: Entry) =>
  z.preprocess((value) => (typeof value === 'string' ? { [key]: value } : value), entry);

/**
 * `latency`: one call after another with a fixed batch. `throughput`: batches of 1, 2, 4 ... until nothing is gained.
 * `server`: single images that arrive at random; the highest rate at which p99 stays within a bound.
 */
export const scenarioSchema = z.enum(['latency', 'throughput', 'server']);
export type Scenario = z.infer<typeof scenarioSchema>;

const roundsSchema = z.union([
  z.int().positive(),
  z
    .strictObject({ least: z.int().positive(), most: z.int().positive().max(1000) })
    .refine(({ least, most }) => least <= most, 'at least as many rounds at most as at least'),
]);

export const measuringSchema = z.strictObject({
  /**
   * Fresh processes of each cell; what every figure and comparison rests on. A range: at least so many, and more while a
   * figure or an order is open. A number: exactly so many.
   */
  rounds: roundsSchema.default({ least: 5, most: 30 }),
  /** Rounds end when half the width of each figure's 95 % interval over processes is below this part of it. */
  targetHalfWidth: z.number().positive().max(1).default(0.02),
  /** No round begins after so much time of measuring. Default: no limit. */
  timeBudgetMinutes: z.number().positive().optional(),
  /**
   * Steady state of a process lasts at least `minimumTimeMs` and `minimumSamples`, until its own spread no longer matters
   * beside that between processes, and never longer than `maximumTimeMs`.
   */
  minimumTimeMs: z.number().positive().default(300),
  minimumSamples: z.int().positive().default(5),
  maximumTimeMs: z.number().positive().default(3000),
  maximumWarmupMs: z.number().positive().default(5000),
  /** Measure first what the machine can do at most, so that cells can be held against it. */
  machinePeak: z.boolean().default(true),
  /** Test images for accuracy. */
  accuracyImages: z.union([z.literal('all'), z.int().positive()]).default('all'),
  /** Of the scenario `throughput`: no larger batch is tried. */
  maximumBatchSize: z.int().positive().default(256),
  /** Of the scenario `server`: what p99 may be, from when an image was due. */
  serverP99Ms: z.number().positive().default(100),
});
export type Measuring = z.infer<typeof measuringSchema>;

const tf32Schema = z.enum(['on', 'off']);
export type Tf32 = z.infer<typeof tf32Schema>;

/** A benchmark matrix: every combination of the lists is a cell. What a `convbench.config.ts` exports. */
export const matrixConfigSchema = z.strictObject({
  /** Shown in reports. */
  title: z.string().min(1).default('convbench run'),
  /** Module names or paths (relative to the config file) of further plugins. */
  plugins: z.array(z.string().min(1)).default([]),
  architectures: z.array(named('id', architectureEntrySchema)).min(1),
  backends: z
    .array(named('name', backendEntrySchema))
    .min(1)
    .default([{ name: 'onnxruntime' }]),
  /** The backend that trains all networks; default: the fastest that is installed. */
  trainer: named('name', trainerEntrySchema).optional(),
  datasets: z
    .array(named('name', datasetEntrySchema))
    .min(1)
    .default([{ name: 'fashion-mnist', options: {} }]),
  /** Of the scenario `latency`. */
  batchSizes: z.array(z.int().positive()).min(1).default([1, 32]),
  scenarios: z.array(scenarioSchema).min(1).default(['latency']),
  /** Pixels, height = width; 'native' is the size that each network was published for. */
  inputSizes: z
    .array(z.union([z.int().positive(), z.literal('native')]))
    .min(1)
    .default([32]),
  /** `initial`: measure networks as they are before training. Accuracy is then not measured. */
  weights: z.enum(['trained', 'initial']).default('trained'),
  precisions: z.array(precisionSchema).min(1).default(['float32']),
  /** Seed of the initial weights, of the order of images and of dropout. */
  seed: z.int().min(0).default(1),
  /** For every network, over its own recipe. */
  recipe: recipeOverrideSchema.default({}),
  measuring: measuringSchema.default(() => measuringSchema.parse({})),
  /** A cell that is not done by then is stopped and recorded as failed. */
  cellTimeLimitMinutes: z.number().positive().default(30),
  /** A cell whose process grows beyond it is stopped and recorded as out of memory. Default: no limit. */
  cellMemoryLimitBytes: z.int().positive().optional(),
  /** Let an engine compute on the CPU what a GPU has no kernel for, and say how much that is; else the cell fails. */
  allowCpuNodes: z.boolean().default(false),
  /** Whether NVIDIA GPUs may round the factors of a product to TensorFloat-32. Default: as each engine does, mostly on. */
  tf32: tf32Schema.optional(),
  trainingTimeLimitMinutes: z.number().positive().default(240),
});
export type MatrixConfig = z.infer<typeof matrixConfigSchema>;
export type MatrixConfigInput = z.input<typeof matrixConfigSchema>;

/** Types a `convbench.config.ts`; returns its argument. */
export function defineConfig(config: MatrixConfigInput): MatrixConfigInput {
  return config;
}
