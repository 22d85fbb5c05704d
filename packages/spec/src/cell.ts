import { z } from 'zod';
import { scenarioSchema } from './config.js';
import { precisionSchema } from './precision.js';

/** Which network: an architecture's id with its options completed. */
export const networkSchema = z.object({
  id: z.string(),
  title: z.string(),
  family: z.enum(['plain', 'inception', 'residual']),
  options: z.record(z.string(), z.unknown()),
});
export type Network = z.infer<typeof networkSchema>;

/** What records say of a data set. */
export const datasetFactsSchema = z.object({
  name: z.string(),
  title: z.string(),
  options: z.record(z.string(), z.unknown()),
  /** SHA-256 over the files, or over generator version and options for a procedural set; part of cache keys. */
  checksum: z.string(),
  /** In a sentence or two: how raw images are brought to the input form. Part of cache keys. */
  preprocessing: z.string(),
  classes: z.array(z.string()),
  trainImages: z.int(),
  testImages: z.int(),
  /**
   * What is odd about the files, a sentence each: images left out because they are broken, classes without any. Absent
   * where nothing is.
   */
  warnings: z.array(z.string()).optional(),
});
export type DatasetFacts = z.infer<typeof datasetFactsSchema>;

/** The value of a setting of an engine. */
export const settingSchema = z.union([z.string(), z.number(), z.boolean()]);

/** A combination of the matrix. `id` is a hash of all other fields and of the training's key. */
export const cellSchema = z.object({
  id: z.string(),
  network: networkSchema,
  backend: z.object({ name: z.string(), title: z.string(), device: z.string() }),
  dataset: datasetFactsSchema,
  scenario: scenarioSchema,
  /** Images of one call. Of a `throughput` cell the largest batch that may be tried: the best is a result. */
  batchSize: z.int(),
  precision: precisionSchema,
  threads: z.int(),
  /**
   * Settings of the engine that the matrix asks for, by name; what was run stands in the record's `asRun`. Not written
   * yet.
   */
  engineOptions: z.record(z.string(), settingSchema).optional(),
  /** Of the training, and of the drawing of intervals: trainings that differ in their seed alone are cells of their own. */
  seed: z.int(),
  /** Key in the weights cache: of the training that made the weights, or of the weights that the network came with. */
  weightsKey: z.string(),
  /** Present when the network came with its weights, so that no training belongs to the cell. */
  pretrained: z
    .object({
      origin: z.string(),
      sha256: z.string(),
      /** Set for weights as they are before training: nothing that depends on their values means anything. */
      untrained: z.literal(true).optional(),
    })
    .optional(),
  /** Present in a cell that is not of the plan: the one that was asked for ran out of memory. */
  reducedFrom: z.object({ cellId: z.string(), batchSize: z.int() }).optional(),
});
export type Cell = z.infer<typeof cellSchema>;
