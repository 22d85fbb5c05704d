/**
 * The lines of `results.jsonl`. First the run, then trainings and cells in the order in which they ended. Reports
 * read nothing else. Units are part of the names; a figure that is not there says why.
 */
import { z } from 'zod';
import { matrixConfigSchema } from './config.js';
import { measuredSchema } from './measured.js';
import { recipeSchema } from './recipe.js';
import { uncountedNodeSchema } from './uncountedNode.js';
import { warningSchema } from './warnings.js';

/** Raised when a reader of old records would misread new ones. */
export const RECORD_VERSION = 1;

const versioned = { recordVersion: z.literal(RECORD_VERSION) };
const isoTime = z.iso.datetime();

/** What the machine is; gathered once per run. Unknown is null, never a guess. */
export const hostSchema = z.object({
  os: z.string(),
  kernel: z.string(),
  cpuModel: z.string(),
  /** null where the system does not tell. */
  physicalCores: z.int().nullable(),
  logicalCores: z.int(),
  /** CPUs that the process may use (affinity, cgroup). */
  allowedCpus: z.int(),
  cpuMaxMhz: z.number().nullable(),
  memoryBytes: z.int(),
  virtualMachine: z.boolean().nullable(),
  gpus: z.array(z.object({ model: z.string(), memoryBytes: z.int().nullable() })),
  nodeVersion: z.string(),
});
export type Host = z.infer<typeof hostSchema>;

/** Which network: an architecture's id with its options completed. */
export const networkSchema = z.object({
  id: z.string(),
  title: z.string(),
  family: z.enum(['plain', 'inception', 'residual']),
  options: z.record(z.string(), z.unknown()),
});
export type Network = z.infer<typeof networkSchema>;

const datasetSchema = z.object({
  name: z.string(),
  title: z.string(),
  options: z.record(z.string(), z.unknown()),
  checksum: z.string(),
  preprocessing: z.string(),
  classes: z.array(z.string()),
  trainImages: z.int(),
  testImages: z.int(),
});
export type DatasetFacts = z.infer<typeof datasetSchema>;

/** A combination of the matrix. `id` is a hash of all other fields and of the training's key. */
export const cellSchema = z.object({
  id: z.string(),
  network: networkSchema,
  backend: z.object({ name: z.string(), title: z.string(), device: z.string() }),
  dataset: datasetSchema,
  batchSize: z.int(),
  precision: z.literal('float32'),
  threads: z.int(),
  seed: z.int(),
  /** Key in the weights cache: of the training that made the weights, or of the weights that the network came with. */
  trainingKey: z.string(),
  /** Present when the network came with its weights, so that no training belongs to the cell. */
  pretrained: z
    .object({
      origin: z.string(),
      sha256: z.string(),
      /** Set for weights as they are before training: nothing that depends on their values means anything. */
      untrained: z.literal(true).optional(),
    })
    .optional(),
});
export type Cell = z.infer<typeof cellSchema>;

export const failureSchema = z.object({
  kind: z.enum(['threw', 'timed-out', 'exited', 'killed', 'not-trained']),
  message: z.string(),
  remedy: z.string().optional(),
  /** What it was doing: 'load', 'first inference', 'warm-up', 'steady state', 'accuracy', 'training'. */
  phase: z.string(),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  /** The last lines that the child wrote to its standard error. */
  standardError: z.string().optional(),
});
export type Failure = z.infer<typeof failureSchema>;

export const runRecordSchema = z.object({
  type: z.literal('run'),
  ...versioned,
  runId: z.string(),
  title: z.string(),
  convbenchVersion: z.string(),
  startedAt: isoTime,
  host: hostSchema,
  config: matrixConfigSchema,
  /** Every cell that the plan holds, in order, whether or not it has been measured yet. */
  cells: z.array(cellSchema),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

const curvePointSchema = z.object({
  step: z.int(),
  imagesSeen: z.int(),
  elapsedSeconds: z.number(),
  learningRate: z.number(),
  /** Mean over the steps since the previous point. */
  loss: z.number(),
  trainTop1: z.number(),
});
export type CurvePoint = z.infer<typeof curvePointSchema>;

const trainingBase = {
  type: z.literal('training'),
  ...versioned,
  key: z.string(),
  network: networkSchema,
  dataset: datasetSchema,
  backend: z.object({
    name: z.string(),
    title: z.string(),
    device: z.string(),
    engineVersion: z.string(),
  }),
  recipe: recipeSchema,
  seed: z.int(),
  startedAt: isoTime,
};

export const trainingRecordSchema = z.discriminatedUnion('status', [
  z.object({
    ...trainingBase,
    status: z.literal('done'),
    /** True when the weights were in the cache; times are then those of the training that filled it. */
    fromCache: z.boolean(),
    steps: z.int(),
    imagesSeen: z.int(),
    trainSeconds: z.number(),
    imagesPerSecond: z.number(),
    threads: z.int(),
    /** How often it was continued from a checkpoint. */
    resumes: z.int(),
    curve: z.array(curvePointSchema),
    weightsSha256: z.string(),
  }),
  z.object({ ...trainingBase, status: z.literal('failed'), failure: failureSchema }),
]);
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;

/** What follows from the graph alone. */
export const staticCostSchema = z.object({
  graphSha256: z.string(),
  trainableParameters: z.int(),
  /** With running statistics. */
  totalParameters: z.int(),
  /** Multiply-accumulates of one image, of the operators named in `countedOperators`. FLOPs are twice as many. */
  macs: z.int(),
  flops: z.int(),
  countedOperators: z.array(z.string()),
  weightBytes: z.int(),
  /** Activations of one image in float32: the largest set alive at once, and the sum of all. */
  activationPeakBytes: z.int(),
  activationSumBytes: z.int(),
  convolutions: z.int(),
  /** Convolutions and linear layers on the longest path. */
  depth: z.int(),
  /** Of an imported file with operators outside of the vocabulary: what the figures above leave out. They are lower bounds. */
  uncountedNodes: z.array(uncountedNodeSchema).optional(),
});
export type StaticCost = z.infer<typeof staticCostSchema>;

const percentile = z.object({ p: z.number(), ms: measuredSchema });

/** Latency of one `run` call with a whole batch, in steady state. */
export const latencySchema = z.object({
  /** Raw samples in time order. */
  samplesMs: z.array(z.number()),
  count: z.int(),
  totalMs: z.number(),
  medianMs: measuredSchema,
  meanMs: z.number(),
  minimumMs: z.number(),
  maximumMs: z.number(),
  /** p90, p95, p99: measured only where enough samples support them. */
  percentiles: z.array(percentile),
  /** Which rule ended the loop. */
  endedBy: z.enum(['enough-samples', 'maximum-time']),
});
export type Latency = z.infer<typeof latencySchema>;

const cellBase = {
  type: z.literal('cell'),
  ...versioned,
  cell: cellSchema,
  startedAt: isoTime,
  durationSeconds: z.number(),
};

export const cellRecordSchema = z.discriminatedUnion('status', [
  z.object({
    ...cellBase,
    status: z.literal('measured'),
    engineVersion: z.string(),
    asRun: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    static: staticCostSchema,
    modelBytes: z.int(),
    phases: z.object({
      /** Importing the backend and its native library. */
      runtimeLoadMs: z.number(),
      /** Building the graph, reading weights, making the session. */
      modelLoadMs: z.number(),
      firstInferenceMs: z.number(),
      warmupIterations: z.int(),
      warmupMs: z.number(),
      warmupStable: z.boolean(),
    }),
    latency: latencySchema,
    /** Images over total time of steady state, never a mean of reciprocals. */
    imagesPerSecond: measuredSchema,
    memory: z.object({
      /** VmHWM of the cell's process when steady state ended. */
      peakRssBytes: measuredSchema,
      /** RSS of the cell's process with the engine loaded and no network. */
      runtimeRssBytes: measuredSchema,
      /** The largest RSS seen in steady state less `runtimeRssBytes`. */
      rssAboveRuntimeBytes: measuredSchema,
    }),
    energyPerImageJoules: measuredSchema,
    accuracy: z.union([
      z.object({
        images: z.int(),
        /** With Wilson's interval. */
        top1: measuredSchema,
        /** Not measured below six classes. */
        top5: measuredSchema,
        /** Rows are true classes, columns what was predicted. */
        confusion: z.array(z.array(z.int())),
      }),
      z.object({ notMeasured: z.string() }),
    ]),
    /** Against the float64 interpreter on the first test images. */
    parity: z.union([
      z.object({
        images: z.int(),
        /** Largest difference of a logit over the standard deviation of the reference's logits. */
        maximumDeviation: z.number(),
        limit: z.number(),
        top1Agreement: z.number(),
      }),
      z.object({ notMeasured: z.string() }),
    ]),
    warnings: z.array(warningSchema),
  }),
  z.object({
    ...cellBase,
    status: z.literal('failed'),
    failure: failureSchema,
    warnings: z.array(warningSchema),
  }),
]);
export type CellRecord = z.infer<typeof cellRecordSchema>;
export type MeasuredCellRecord = Extract<CellRecord, { status: 'measured' }>;

export const resultRecordSchema = z.union([
  runRecordSchema,
  trainingRecordSchema,
  cellRecordSchema,
]);
export type ResultRecord = z.infer<typeof resultRecordSchema>;

/** A whole `results.jsonl`, parsed and validated. */
export interface RunResults {
  readonly run: RunRecord;
  readonly trainings: readonly TrainingRecord[];
  readonly cells: readonly CellRecord[];
}
