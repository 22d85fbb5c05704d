import type { RunResults } from '@convbench/spec';
import {
  UserError,
  cellRecordSchema,
  cellSchema,
  peakRecordSchema,
  runRecordSchema,
  trainingRecordSchema,
  z,
} from '@convbench/spec';

const resultsSchema = z.object({
  run: runRecordSchema,
  trainings: z.array(trainingRecordSchema),
  peaks: z.array(peakRecordSchema),
  cells: z.array(z.object({ cell: cellSchema, rounds: z.array(cellRecordSchema) })),
});

/**
 * Results that hold to the schema of the records: no NaN, no infinity, nothing that is null where a number belongs.
 * Throws a `UserError` that names the first places that do not.
 */
export function validateResults(results: RunResults): RunResults {
  const parsed = resultsSchema.safeParse(results);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new UserError(
    'report',
    `The results do not hold to the schema of records (${places.join('; ')}).`,
    'Report from the results.jsonl of a run of this version, unedited.',
    { cause: parsed.error },
  );
}
