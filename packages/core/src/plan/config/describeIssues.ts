import type { z } from '@convbench/spec';
import { describeValue } from '../../base/errors.js';
import { didYouMean } from '../../base/suggest.js';
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

/** zod repeats the value, which we show in full. */
function allowedText(message: string): string {
  return message
    .replace(/^(Invalid input|Invalid option|Too small|Too big): /, '')
    .replace(/, received .*$/, '');
}

function describeIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  value: unknown,
  prefix: readonly PropertyKey[],
): string[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const allowed = allowedKeys(schema, issue.path);
    const list = allowed.length === 0 ? '' : `Allowed: ${allowed.join(', ')}.`;
    return issue.keys.map((key) =>
      `${pathText([...path, key])}: there is no such key. ${didYouMean(key, allowed)}${list}`.trim(),
    );
  }
  const given = valueAt(value, issue.path);
  const where = pathText(path) || 'it';
  const what = given === undefined ? `${where} is missing` : `${where} is ${describeValue(given)}`;
  // Of a union all branches are worth a word: nobody knows which was meant.
  const branches = issue.code === 'invalid_union' ? issue.errors.flat() : [];
  const messages = (branches.length === 0 ? [issue] : branches).map(({ message }) =>
    allowedText(message),
  );
  return [`${what}: ${[...new Set(messages)].join('; or ')}.`];
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
