const SHOWN = 5;

const plural = (word: string) => (word.endsWith('s') ? `${word}es` : `${word}s`);

/** A count and the first few names: "7 files (a, b, c, d, e and 2 more)". */
export function someOf(names: readonly string[], what: string): string {
  const more = names.length - SHOWN;
  const listed = names.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `${names.length} ${names.length === 1 ? what : plural(what)} (${listed})`;
}
