import type { RunResults } from '@convbench/spec';
import { FREE_TEXTS } from './hostileResults.js';
import { mapTexts } from './mapTexts.js';
import { richResults } from './richResults.js';

/** Strings that ran, broke out or broke the layout somewhere before: of plugins, data sets, files and environments. */
export const INJECTIONS: readonly string[] = [
  `</script><script>alert(1)</script>`,
  `"><img src=x onerror=alert(2)>`,
  `' onmouseover='alert(3)' x='`,
  `<svg/onload=alert(4)>`,
  `</title></style></textarea><iframe srcdoc="<script>parent.alert(5)</script>">`,
  `javascript:alert(6)`,
  `\${alert(7)}{{alert(7)}}<%= alert(7) %>`,
  `<!--<script>`,
  `]]><![CDATA[<script>alert(8)</script>`,
  `&lt;script&gt;alert(9)&lt;/script&gt;`,
  `\u2028\u2029alert(10)//`,
  `\u202egnp.exe\u202c`,
  `\u0000\u001b[31m\u0007red`,
  `=HYPERLINK("http://evil.example","x")`,
  `__proto__`,
  `constructor`,
  `</svg><a xlink:href="javascript:alert(11)">x</a>`,
  `<base href="//evil.example/"><meta http-equiv=refresh content="0;url=//evil.example">`,
  `@import url(//evil.example/x.css);}*{display:none}`,
  'W'.repeat(300),
  `شبكة عصبية 🧠 ネットワーク`,
];

/** Fields of records that hold free text; ids, hashes, times and closed choices stay. */
const FREE = new Set([
  ...FREE_TEXTS,
  'difference',
  'os',
  'kernel',
  'preprocessing',
  'engineVersion',
  'convbenchVersion',
  'nodeVersion',
  'what',
  'device',
  'notMeasured',
  'detail',
  'phase',
]);

/** The rich example with another injection in every field of free text. */
export function injectedResults(): RunResults {
  let turn = 0;
  // The same text in the same place of a plan, its cells and trainings, so that they still belong together.
  const given = new Map<string, string>();
  const poisoned = (text: string) => {
    const known = given.get(text);
    if (known !== undefined) return known;
    const made = `${INJECTIONS[turn++ % INJECTIONS.length]} ${text}`;
    given.set(text, made);
    return made;
  };
  return mapTexts(richResults(), (text, field) => (FREE.has(field) ? poisoned(text) : text), {
    [INJECTIONS[3] ?? '']: INJECTIONS[1] ?? '',
  });
}
