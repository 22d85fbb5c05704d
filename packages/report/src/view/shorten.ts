/** Characters of a name at most: more than any that a person would choose, and still a line on a narrow screen. */
const LONGEST_NAME = 60;

/** A name for tables and charts. A longer one loses its middle, since variants of one name differ at the end. */
export function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= LONGEST_NAME) return name;
  const kept = LONGEST_NAME - 1;
  const head = Math.ceil(kept / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(head - kept).join('')}`;
}
