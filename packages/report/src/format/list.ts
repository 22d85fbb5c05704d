/** 'A', 'A and B', 'A, B and C' of any kind of part. */
export function joinList<Part>(parts: readonly Part[]): (Part | string)[] {
  return parts.flatMap((part, index) => {
    if (index === 0) return [part];
    return [index === parts.length - 1 ? ' and ' : ', ', part];
  });
}
