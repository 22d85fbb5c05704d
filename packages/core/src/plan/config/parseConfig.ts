import { UserError, matrixConfigSchema } from '@convbench/spec';
import type { MatrixConfig } from '@convbench/spec';
import { describeIssues } from './describeIssues.js';

/** Validates a config and fills in defaults. Throws a `UserError` that lists all problems at once. */
export function parseConfig(value: unknown, source: string): MatrixConfig {
  const result = matrixConfigSchema.safeParse(value);
  if (result.success) return result.data;
  const lines = describeIssues(result.error, matrixConfigSchema, value);
  throw new UserError(
    'core',
    `The config ${JSON.stringify(source)} has ${lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`}:\n${lines.map((line) => `  - ${line}`).join('\n')}\n`,
    'Correct it and run again; docs/config.md describes every key.',
  );
}
