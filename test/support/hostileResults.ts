import type { RunResults } from '@convbench/spec';
import { exampleResults } from './exampleResults.js';

/** What would run, end an element or break an attribute if it were not escaped. */
export const HOSTILE = `</script><script>alert(1)</script>"><img src=x onerror='alert(2)'> & <!-- ]]>`;

/** The example with hostile text wherever a record has free text. */
export function hostileResults(): RunResults {
  const free = new Set(['title', 'message', 'remedy', 'standardError', 'source', 'cpuModel']);
  const poison = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return free.has(key) ? `${value} ${HOSTILE}` : value;
    if (Array.isArray(value)) {
      return key === 'classes'
        ? value.map((name) => `${name} ${HOSTILE}`)
        : value.map((each) => poison(each));
    }
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        name,
        name === 'options' ? { ...(part as object), note: HOSTILE } : poison(part, name),
      ]),
    );
  };
  return poison(exampleResults()) as RunResults;
}
