import type { ResultLine, z } from '@convbench/spec';
import { pathText } from '../plan/config/describeIssues.js';
import { checkLine } from './checkRecord.js';
import type { Problems } from './checkRecord.js';

export interface ReadLine {
  readonly line: ResultLine;
  /** Settings that a later convbench wrote and this one does not know, by their paths. They are not in `line`. */
  readonly unknownKeys: readonly string[];
}

/**
 * Validates a line of the current version. A later convbench may have written members that this one does not know: they
 * are passed over, also where the same schema holds a user's config to what there is.
 */
export function readLine(value: unknown): ReadLine | Problems {
  const checked = checkLine(value);
  if ('valid' in checked) return { line: checked.valid, unknownKeys: [] };
  const unknown = checked.error?.issues.filter(({ code }) => code === 'unrecognized_keys') ?? [];
  if (unknown.length === 0) return checked;
  const again = checkLine(withoutKeys(value, unknown));
  if (!('valid' in again)) return again;
  return { line: again.valid, unknownKeys: unknown.flatMap(pathsOf) };
}

type Issue = z.core.$ZodIssue;

const keysOf = (issue: Issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []);
const pathsOf = (issue: Issue) => keysOf(issue).map((key) => pathText([...issue.path, key]));

function withoutKeys(value: unknown, issues: readonly Issue[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const issue of issues) {
    const owner = issue.path.reduce(
      (part, key) => (part as Record<PropertyKey, unknown>)[key],
      copy,
    ) as Record<string, unknown>;
    for (const key of keysOf(issue)) Reflect.deleteProperty(owner, key);
  }
  return copy;
}
