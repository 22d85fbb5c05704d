import {
  cellRecordSchema,
  peakRecordSchema,
  runRecordSchema,
  trainingRecordSchema,
} from '@convbench/spec';
import type { ResultRecord } from '@convbench/spec';
import { describeIssues } from '../plan/config/describeIssues.js';
import { describeValue } from '../base/errors.js';

const schemas = {
  run: runRecordSchema,
  training: trainingRecordSchema,
  peak: peakRecordSchema,
  cell: cellRecordSchema,
};

export type CheckedRecord =
  | { readonly record: ResultRecord }
  /** One line for each thing that is wrong. */
  | { readonly problems: readonly string[] };

/** Validates by the schema of the record's type, as the union of all would say of every one what it misses. */
export function checkRecord(value: unknown): CheckedRecord {
  const type = (value as { type?: unknown } | null)?.type;
  const known = Object.keys(schemas);
  if (typeof type !== 'string' || !known.includes(type))
    return { problems: [`type is ${describeValue(type)}: expected ${known.join(', ')}.`] };
  const schema = schemas[type as keyof typeof schemas];
  const result = schema.safeParse(value);
  if (result.success) return { record: result.data };
  return { problems: describeIssues(result.error, schema, value) };
}
