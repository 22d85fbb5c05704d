import { hostSchema, measuredSchema, z } from '@convbench/spec';
import { criterionSchema, verdictSchema } from './criterion.js';

/** Raised when a reader of old results would misread new ones. */
export const STUDY_RESULT_VERSION = 1;

const entrySchema = z.union([z.string(), z.number(), measuredSchema]);
export type StudyEntry = z.infer<typeof entrySchema>;

const tableSchema = z.object({
  title: z.string().min(1),
  columns: z.array(z.object({ title: z.string(), unit: z.string() })).min(1),
  rows: z.array(z.array(entrySchema)),
  note: z.string().optional(),
});
export type StudyTable = z.infer<typeof tableSchema>;

/** Points with intervals; what it shows stands in a table as well. */
const chartSchema = z.object({
  title: z.string().min(1),
  x: z.object({ title: z.string(), logarithmic: z.boolean() }),
  y: z.object({ title: z.string(), logarithmic: z.boolean() }),
  points: z.array(
    z.object({
      x: z.number(),
      y: measuredSchema,
      /** Shown beside the point where there is room; empty for none. */
      label: z.string(),
      /** Points of a kind look alike. */
      group: z.string(),
    }),
  ),
  /** A line runs through the points of a kind: they follow one another, as in a training. */
  connected: z.boolean().optional(),
});
export type StudyChart = z.infer<typeof chartSchema>;

/** What a study found: all that its page shows. */
export const studyResultSchema = z.object({
  studyVersion: z.literal(STUDY_RESULT_VERSION),
  id: z.string().regex(/^[a-z0-9-]+$/),
  number: z.int().positive(),
  title: z.string(),
  claim: z.string(),
  source: z.string(),
  statistic: z.string(),
  refutedBy: z.string(),
  form: z.enum(['quick', 'full']),
  /** On what it was measured, where that was asked for, as `onnxruntime:cuda`. */
  backend: z.string().optional(),
  convbenchVersion: z.string(),
  verdict: verdictSchema,
  answer: z.string(),
  criteria: z.array(criterionSchema).min(1),
  limits: z.array(z.string()),
  tables: z.array(tableSchema),
  charts: z.array(chartSchema),
  /** What was measured for it; none where the graphs alone tell. */
  runs: z.array(
    z.object({
      name: z.string(),
      runId: z.string(),
      startedAt: z.iso.datetime(),
      host: hostSchema,
      /** As `onnxruntime 1.30.0, cpu × 2`. */
      engines: z.array(z.string()),
      /** How many processes measured it, and how many of them had each warning. */
      processes: z.int(),
      warnings: z.array(z.object({ kind: z.string(), processes: z.int() })),
    }),
  ),
});
export type StudyResult = z.infer<typeof studyResultSchema>;
