import type { z } from '@convbench/spec';
import { describeValue } from '../errors.js';
import { didYouMean } from '../plugins/suggest.js';
import { allowedKeys } from './schemaKeys.js';

/** `architectures[1].options.width` */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, position) =>
      typeof key === 'number' ? `[${key}]` : position === 0 ? String(key) : `.${String(key)}`,
    )
    .join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (current, key) =>
      typeof current === 'object' && current !== null
        ? (current as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

function describeIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  value: unknown,
  prefix: readonly PropertyKey[],
): string[] {
  const path = [...prefix, ...issue.path];
  const where = pathText(path) || 'the whole';
  if (issue.code === 'unrecognized_keys') {
    const allowed = allowedKeys(schema, issue.path);
    const list = allowed.length === 0 ? '' : ` Allowed: ${allowed.join(', ')}.`;
    return issue.keys.map(
      (key) =>
        `${pathText([...path, key])}: there is no such key. ${didYouMean(key, allowed)}`.trim() +
        list,
    );
  }
  // Of a union, the branch that got furthest tells most; with one issue per branch all are worth a line.
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const messages = issue.errors.flat().map((branch) => branch.message);
    return [
      `${where} is ${describeValue(valueAt(value, issue.path))}: ${[...new Set(messages)].join('; or: ')}.`,
    ];
  }
  return [`${where} is ${describeValue(valueAt(value, issue.path))}: ${issue.message}.`];
}

/** One line for each thing that is wrong: path, value that was given, what is allowed. */
export function describeIssues(
  error: z.ZodError,
  schema: z.ZodType,
  value: unknown,
  prefix: readonly PropertyKey[] = [],
): string[] {
  return error.issues.flatMap((issue) => describeIssue(issue, schema, value, prefix));
}
