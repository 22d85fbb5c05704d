import { firstOf } from '@convbench/spec';

const plural = (word: string) => (word.endsWith('s') ? `${word}es` : `${word}s`);

/** A count and the first few names: "7 files (a, b, c, d, e and 2 more)". */
export function someOf(names: readonly string[], what: string): string {
  return `${names.length} ${names.length === 1 ? what : plural(what)} (${firstOf(names)})`;
}
