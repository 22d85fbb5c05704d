import type { RunResults } from '@convbench/spec';

/**
 * A run with its texts changed.
 *
 * @param change gets a text and the name of its field, or of the list that it is in.
 * @param option is added to the options of every network and data set.
 */
export function mapTexts(
  results: RunResults,
  change: (text: string, field: string) => string,
  option: Readonly<Record<string, string>> = {},
): RunResults {
  const mapped = (value: unknown, field: string): unknown => {
    if (typeof value === 'string') return change(value, field);
    if (Array.isArray(value)) return value.map((each) => mapped(each, field));
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).map(([name, part]) => [
      name,
      name === 'options' ? { ...(part as object), ...option } : mapped(part, name),
    ]);
    return Object.fromEntries(entries);
  };
  return mapped(results, '') as RunResults;
}
