/** Order by code point, which is that of the bytes in UTF-8; `<` would compare halves of surrogate pairs. */
export function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
