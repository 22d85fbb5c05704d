/**
 * The records of a run, whole, as reports have them: first the run, then trainings, peaks of the machine and rounds of
 * cells in the order in which they ended. Reports read nothing else. Units are part of the names; a figure that is not
 * there says why. `recordLine.ts` says how they stand in `results.jsonl`.
 */
import { z } from 'zod';
import { cellSchema, datasetFactsSchema, networkSchema, settingSchema } from './cell.js';
import type { Cell } from './cell.js';
import { matrixConfigSchema, measuringSchema } from './config.js';
import { failureSchema } from './failure.js';
import { hostSchema } from './host.js';
import { measuredSchema } from './measured.js';
import {
  contentionSchema,
  correctnessSchema,
  energySchema,
  gpuSchema,
  latencySchema,
  memorySchema,
  phasesSchema,
  serverSchema,
  stageSchema,
  sweepSchema,
  turnsSchema,
} from './measurement.js';
import { epochPointSchema, keptWeightsSchema } from './epochPoint.js';
import { recipeSchema } from './recipe.js';
import { staticCostSchema } from './staticCost.js';
import { transferSchema } from './transfer.js';
import { warningSchema } from './warnings.js';

/**
 * Raised when a reader of old records would misread new ones. Version 3 stays open until convbench 1.0: members that may
 * be absent, values of enumerations and types of lines are added to it. A reader passes over members that it does not
 * know, and refuses values and types that it does not know.
 */
export const RECORD_VERSION = 3 as const;

export const versioned = { recordVersion: z.literal(RECORD_VERSION) };
const isoTime = z.iso.datetime();
/** Where it ran. Absent: on the run's host. */
const place = { host: hostSchema.optional() };

/** A config as it was when its run began. */
const recordedConfigSchema = matrixConfigSchema.extend({
  measuring: measuringSchema
    .extend({
      /** In runs of before processes took turns: the width of the median's interval that ended steady state. */
      targetPrecision: z.number().optional(),
    })
    .default(() => measuringSchema.parse({})),
});

export const runRecordSchema = z.object({
  type: z.literal('run'),
  ...versioned,
  runId: z.string(),
  title: z.string(),
  convbenchVersion: z.string(),
  startedAt: isoTime,
  host: hostSchema,
  config: recordedConfigSchema,
  /** Every cell that the plan holds, in order, whether or not it has been measured yet. */
  cells: z.array(cellSchema),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

export const curvePointSchema = z.object({
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
  ...place,
  key: z.string(),
  network: networkSchema,
  dataset: datasetFactsSchema,
  backend: z.object({
    name: z.string(),
    title: z.string(),
    device: z.string(),
    engineVersion: z.string(),
  }),
  recipe: recipeSchema,
  seed: z.int(),
  startedAt: isoTime,
  /** Present where the training started from weights of a file. */
  transfer: transferSchema.optional(),
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
    /** Absent in records of before epochs were kept. */
    epochs: z.array(epochPointSchema).optional(),
    /** Absent in records of before it was stated: the last step, at the end of the budget. */
    kept: keptWeightsSchema.optional(),
    weightsSha256: z.string(),
  }),
  z.object({ ...trainingBase, status: z.literal('failed'), failure: failureSchema }),
]);
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;

/** One process: one round of one cell. */
const cellBase = {
  type: z.literal('cell'),
  ...versioned,
  ...place,
  cell: cellSchema,
  /** From 0. */
  round: z.int().min(0),
  startedAt: isoTime,
  durationSeconds: z.number(),
};

export const cellRecordSchema = z.discriminatedUnion('status', [
  z.object({
    ...cellBase,
    status: z.literal('measured'),
    engineVersion: z.string(),
    asRun: z.record(z.string(), settingSchema),
    static: staticCostSchema,
    modelBytes: z.int(),
    /** Images of one call, as it was run: of a `throughput` cell the best batch of its sweep. */
    batchSizeRun: z.int(),
    phases: phasesSchema,
    latency: latencySchema,
    /** Images over total time of steady state, never a mean of reciprocals. */
    imagesPerSecond: measuredSchema,
    memory: memorySchema,
    gpu: gpuSchema,
    energy: energySchema,
    contention: contentionSchema,
    /** Only in the first measured round of a `throughput` cell; later ones repeat its best batch. */
    sweep: sweepSchema.optional(),
    /** Of a `server` cell. */
    server: serverSchema.optional(),
    /** Of a `pipeline` cell, whose latency is that of all stages together. Not written yet. */
    stages: z.array(stageSchema).optional(),
    /** Absent in records of before processes took turns. */
    turns: turnsSchema.optional(),
    /** Only in the first measured round of a cell. */
    correctness: correctnessSchema.optional(),
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
export type FailedCellRecord = Extract<CellRecord, { status: 'failed' }>;

const rateSchema = z.object({ what: z.string(), perSecond: measuredSchema });

/** The most that an engine gets out of the machine: what a network's speed is held against. Once per run. */
export const peakRecordSchema = z.object({
  type: z.literal('peak'),
  ...versioned,
  ...place,
  startedAt: isoTime,
  backend: z.object({ name: z.string(), title: z.string(), device: z.string() }),
  engineVersion: z.string(),
  threads: z.int(),
  /** FLOP/s of one large matrix product; `what` says of which size. */
  matrixProduct: rateSchema,
  /** FLOP/s of one large convolution. */
  convolution: rateSchema,
  /** Bytes/s, read and written, of copying in the host's memory. */
  memoryCopy: rateSchema,
});
export type PeakRecord = z.infer<typeof peakRecordSchema>;

/** Why a cell has no more rounds. */
export const cellEndSchema = z.object({
  cellId: z.string(),
  /** That were measured. */
  rounds: z.int().min(0),
  /** Half the width of its figure's interval over processes, over the figure. */
  halfWidth: measuredSchema,
  /** Cells of its group of which it was not known which one is faster. */
  undecided: z.array(z.string()),
  /**
   * `known`: its figure and its order are known as well as was asked for. `most-rounds`: it had as many rounds as it may
   * have. `out-of-reach`: not even those would make its interval as narrow as was asked for. `time-budget`, `interrupted`: the run ended before. `failed`: a process failed in the first round.
   */
  endedBy: z.enum(['known', 'most-rounds', 'out-of-reach', 'time-budget', 'interrupted', 'failed']),
});
export type CellEnd = z.infer<typeof cellEndSchema>;

/** What ended the rounds of each cell, when a run or a part of it ended. The last one counts. */
export const endRecordSchema = z.object({
  type: z.literal('end'),
  ...versioned,
  endedAt: isoTime,
  cells: z.array(cellEndSchema),
});
export type EndRecord = z.infer<typeof endRecordSchema>;

export const resultRecordSchema = z.union([
  runRecordSchema,
  trainingRecordSchema,
  peakRecordSchema,
  cellRecordSchema,
  endRecordSchema,
]);
export type ResultRecord = z.infer<typeof resultRecordSchema>;

/** A cell with what its processes measured, by round; a round that was run again stands once. */
export interface CellResults {
  readonly cell: Cell;
  readonly rounds: readonly CellRecord[];
}

/** A whole `results.jsonl`, parsed and validated. */
export interface RunResults {
  readonly run: RunRecord;
  readonly trainings: readonly TrainingRecord[];
  readonly peaks: readonly PeakRecord[];
  /** Cells that have a record: those of the plan in its order, then reduced ones. */
  readonly cells: readonly CellResults[];
  /** Undefined while a run goes on, and of runs of before it was written. */
  readonly end?: EndRecord | undefined;
}
