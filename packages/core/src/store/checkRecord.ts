import {
  cellRecordSchema,
  endRecordSchema,
  lineSchemas,
  peakRecordSchema,
  runRecordSchema,
  trainingRecordSchema,
} from '@convbench/spec';
import type { ResultLine, ResultRecord, z } from '@convbench/spec';
import { describeIssues } from '../plan/config/describeIssues.js';
import { describeValue } from '../base/errors.js';

const recordSchemas = {
  run: runRecordSchema,
  training: trainingRecordSchema,
  peak: peakRecordSchema,
  cell: cellRecordSchema,
  end: endRecordSchema,
};

export interface Problems {
  /** One line for each thing that is wrong. */
  readonly problems: readonly string[];
}

/** Validates by the schema of the type, as the union of all would say of every one what it misses. */
function checkByType<Valid>(
  value: unknown,
  schemas: Readonly<Record<string, z.ZodType>>,
): { readonly valid: Valid } | (Problems & { readonly error?: z.ZodError }) {
  const type = (value as { type?: unknown } | null)?.type;
  const schema =
    typeof type === 'string' && Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (schema === undefined) {
    const known = Object.keys(schemas).join(', ');
    return { problems: [`type is ${describeValue(type)}: expected ${known}.`] };
  }
  const { success, data, error } = schema.safeParse(value);
  if (success) return { valid: data as Valid };
  return { problems: describeIssues(error, schema, value), error };
}

/** A record as reports have it. */
export const checkRecord = (value: unknown) => checkByType<ResultRecord>(value, recordSchemas);

/** A record, or what records share, as it stands in the file. */
export const checkLine = (value: unknown) => checkByType<ResultLine>(value, lineSchemas);
