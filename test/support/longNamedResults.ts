import type { RunResults } from '@convbench/spec';
import { richResults } from './richResults.js';

const lengthened = (name: string) => name.padEnd(300, 'n');

/** The rich example with titles and class names of 300 characters, without a space in what was added. */
export function longNamedResults(): RunResults {
  const lengthen = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return key === 'title' ? lengthened(value) : value;
    if (Array.isArray(value))
      return value.map((each) => (key === 'classes' ? lengthened(each as string) : lengthen(each)));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, lengthen(part, name)]),
    );
  };
  return lengthen(richResults()) as RunResults;
}
