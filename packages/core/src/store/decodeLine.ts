import { RECORD_VERSION } from '@convbench/spec';
import type { ResultLine, ResultRecord, SharedLine } from '@convbench/spec';
import { checkRecord } from './checkRecord.js';
import { isOldVersion, migrate } from './migrate.js';
import type { Json } from './migrate.js';
import { readLine } from './readLine.js';
import { withNamesOfToday } from './namesOfToday.js';
import { addPart, planOf } from './sharedParts.js';
import type { SharedParts } from './sharedParts.js';
import { DanglingReference, wholeRecord } from './wholeRecord.js';

export type DecodedLine =
  | {
      /** Undefined of a line that holds what others share. */
      readonly record: ResultRecord | undefined;
      /** Settings of a later convbench, which are not in the record. */
      readonly unknownKeys: readonly string[];
    }
  /** What is wrong; goes on from 'Line 3'. */
  | { readonly problem: string };

/** The version that a line was written with. */
export function versionOf(value: unknown): unknown {
  return (value as { recordVersion?: unknown } | null)?.recordVersion;
}

/**
 * Reads a line of any version and remembers in `parts` what later lines may refer to: what several records share is one
 * object in all of them.
 */
export function decodeLine(value: unknown, parts: SharedParts): DecodedLine {
  const version = versionOf(value);
  if (isOldVersion(version)) {
    const checked = checkRecord(migrate(withNamesOfToday(value as Json), version));
    return 'valid' in checked ? accept(checked.valid, parts) : notValid(checked.problems);
  }
  if (version !== RECORD_VERSION)
    return {
      problem: `has version ${JSON.stringify(version)} of the records; this convbench reads up to version ${RECORD_VERSION}.`,
    };
  const read = readLine(withNamesOfToday(value as Json));
  if ('problems' in read) return notValid(read.problems);
  const { line, unknownKeys } = read;
  if (isShared(line)) {
    if (addPart(parts, line)) return { record: undefined, unknownKeys };
    return { problem: `gives the ${line.type} ${line.id} another meaning than a line before it.` };
  }
  try {
    const hostId = line.type === 'end' ? undefined : line.host;
    return accept(wholeRecord(line, parts), parts, { hostId, unknownKeys });
  } catch (error) {
    if (error instanceof DanglingReference) return { problem: error.message };
    throw error;
  }
}

const isShared = (line: ResultLine): line is SharedLine => 'content' in line;

const notValid = (problems: readonly string[]): DecodedLine => ({
  problem: `is not a valid record: ${problems.slice(0, 5).join(' ')}`,
});

/** Holds a record against the run that it belongs to. */
function accept(
  record: ResultRecord,
  parts: SharedParts,
  {
    hostId,
    unknownKeys = [],
  }: { readonly hostId?: string | undefined; readonly unknownKeys?: readonly string[] } = {},
): DecodedLine {
  if (record.type === 'run') {
    if (parts.plan !== undefined) return { problem: 'begins a second run.' };
    parts.plan = planOf(record, hostId);
  } else if (parts.plan === undefined) {
    return { problem: `is a ${record.type} where the run should be.` };
  } else if (record.type === 'cell') {
    const { id, reducedFrom } = record.cell;
    if (!parts.plan.cells.has(reducedFrom?.cellId ?? id))
      return { problem: `has the cell ${id}, which the run does not plan.` };
  }
  return { record, unknownKeys };
}
