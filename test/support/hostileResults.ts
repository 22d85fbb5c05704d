import type { RunResults } from '@convbench/spec';
import { exampleResults } from './exampleResults.js';
import { mapTexts } from './mapTexts.js';

/** What would run, end an element or break an attribute if it were not escaped. */
export const HOSTILE = `</script><script>alert(1)</script>"><img src=x onerror='alert(2)'> & <!-- ]]>`;

/** Fields of free text that every record has. */
export const FREE_TEXTS: ReadonlySet<string> = new Set([
  'title',
  'message',
  'remedy',
  'standardError',
  'source',
  'cpuModel',
  'classes',
]);

/** The example with hostile text wherever a record has free text. */
export function hostileResults(): RunResults {
  const change = (text: string, field: string) =>
    FREE_TEXTS.has(field) ? `${text} ${HOSTILE}` : text;
  return mapTexts(exampleResults(), change, { note: HOSTILE });
}
