/**
 * Names written with braces, as a shell expands them: 'conv{1..3}.{conv,bn}' is conv1.conv, conv1.bn, conv2.conv, and so
 * on. Braces may stand within braces.
 */
export function expandBraces(...patterns: readonly string[]): readonly string[] {
  return patterns.flatMap(expand);
}

function expand(pattern: string): readonly string[] {
  const open = pattern.indexOf('{');
  if (open < 0) return [pattern];
  const close = closing(pattern, open);
  const before = pattern.slice(0, open);
  const after = expand(pattern.slice(close + 1));
  return choices(pattern.slice(open + 1, close)).flatMap((choice) =>
    after.map((rest) => `${before}${choice}${rest}`),
  );
}

function closing(pattern: string, open: number): number {
  let depth = 0;
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === '{') depth += 1;
    if (pattern[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new RangeError(`'${pattern}' has a brace that is not closed`);
}

function choices(inside: string): readonly string[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(inside);
  if (range !== null) {
    const [first, last] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => String(first + i));
  }
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < inside.length; at++) {
    if (inside[at] === '{') depth += 1;
    if (inside[at] === '}') depth -= 1;
    if (inside[at] === ',' && depth === 0) {
      parts.push(inside.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, inside.slice(start)].flatMap(expand);
}
