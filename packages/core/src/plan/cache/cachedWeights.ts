import { datasetFactsSchema, networkSchema, trainingRecordSchema, z } from '@convbench/spec';

const done = trainingRecordSchema.options[0].shape;

/** What belongs to a training alone, as its record says it. */
const training = {
  /** Entries of before it was noted do not say. */
  seed: z.int().optional(),
  steps: z.int(),
  imagesSeen: z.int(),
  trainSeconds: z.number(),
  imagesPerSecond: z.number(),
  threads: z.int(),
  resumes: z.int(),
  curve: done.curve,
  epochs: done.epochs,
  kept: done.kept,
};

/** What every entry says, and what guards the files beside it. */
const common = {
  key: z.string(),
  graphSha256: z.string(),
  macs: z.int(),
  /** Of what network on what data; entries of before it was noted do not say. */
  network: networkSchema.optional(),
  dataset: datasetFactsSchema.pick({ name: true, title: true }).optional(),
  /** Tells rates of this machine from those of another one with the same home folder. */
  cpuModel: z.string(),
  startedAt: z.iso.datetime(),
  weightsSha256: z.string(),
  referenceSha256: z.string(),
  /** Logits of the float64 interpreter for the reference images, one row each; none where it has no graph to interpret. */
  referenceLogits: z.array(z.array(z.number())),
};

const currentSchema = z.object({
  cacheVersion: z.literal(2),
  ...common,
  /** Absent for weights that were not trained here. */
  training: z.object(training).optional(),
});

/** `training.json` of an entry. */
export type CachedWeights = z.infer<typeof currentSchema>;
/** Of weights that were trained here. */
export type CachedTraining = CachedWeights & {
  readonly training: NonNullable<CachedWeights['training']>;
};

export const isTrained = (weights: CachedWeights): weights is CachedTraining =>
  weights.training !== undefined;

/** Of version 1 every entry looked like a training; one of no steps was none. */
const firstSchema = z
  .object({ cacheVersion: z.literal(1), ...common, ...training })
  .transform((entry): CachedWeights => {
    const trained = entry.steps > 0 ? entry : undefined;
    return currentSchema.parse({ ...entry, cacheVersion: 2, training: trained });
  });

const anySchema = z.discriminatedUnion('cacheVersion', [currentSchema, firstSchema]);

/** What an entry of any version says. Throws for anything else. */
export function parseCachedWeights(text: string): CachedWeights {
  return anySchema.parse(JSON.parse(text));
}
