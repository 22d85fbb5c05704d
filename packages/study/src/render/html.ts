import { contentSecurityPolicy, markup, trusted } from '@convbench/report';
import type { Markup } from '@convbench/report';
import type { Verdict } from '../criterion.js';
import type { StudyEntry, StudyResult, StudyTable } from '../result.js';
import { effectGlyph } from './effectGlyph.js';
import { scatter } from './scatter.js';
import { style } from './style.js';
import {
  commandOf,
  effectText,
  entryText,
  isNumeric,
  outcomeWords,
  regionText,
  roleWords,
  runSentences,
  summarySentence,
  verdictWords,
} from './words.js';

/** A page that loads nothing and runs nothing. */
function page(title: string, version: string, body: Markup): string {
  return markup`${trusted('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(style.text, '')}">
<title>${title} – convbench</title><meta name="color-scheme" content="light dark"><style>${style}</style></head>
<body>${body}<footer>Made by convbench ${version}. This page holds everything it shows and loads nothing.</footer></body></html>
`.text;
}

const badge = (verdict: Verdict) =>
  markup`<span class="verdict ${verdict}">${verdictWords[verdict]}</span>`;

interface HeadCell {
  readonly title: string;
  readonly unit: string;
}

function table(
  label: string,
  columns: readonly HeadCell[],
  rows: readonly (readonly (StudyEntry | Markup)[])[],
): Markup {
  const isRight = columns.map(
    (_, index) =>
      rows.length > 0 &&
      rows.every((row) => {
        const entry = row[index];
        return (
          entry !== undefined && !(entry instanceof Object && 'text' in entry) && isNumeric(entry)
        );
      }),
  );
  const kind = (index: number) => (isRight[index] === true ? 'num' : '');
  const content = (entry: StudyEntry | Markup) =>
    entry instanceof Object && 'text' in entry ? entry : entryText(entry);
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table><thead><tr>${columns.map(
    ({ title, unit }, index) =>
      markup`<th scope="col" class="${kind(index)}">${title}${unit !== '' && markup` <small>${unit}</small>`}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      markup`<tr>${row.map((entry, index) =>
        index === 0
          ? markup`<th scope="row">${content(entry)}</th>`
          : markup`<td class="${kind(index)}">${content(entry)}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`;
}

function dataTable({ title, columns, rows, note }: StudyTable): Markup {
  return markup`<h3>${title}</h3>${table(title, columns, rows)}${note !== undefined && markup`<p class="note">${note}</p>`}`;
}

/** A study's page as one HTML file without a script. */
export function renderStudyHtml(result: StudyResult): string {
  const plain = (title: string) => ({ title, unit: '' });
  const effects = table(
    'Effects',
    ['effect', 'role', 'figure (95 % interval)', 'has to be', 'outcome'].map(plain),
    result.criteria.map((criterion) => [
      criterion.name,
      roleWords[criterion.role],
      markup`${effectText(criterion)}${effectGlyph(criterion)}`,
      regionText(criterion),
      markup`<span class="${criterion.outcome}">${outcomeWords[criterion.outcome]}</span>`,
    ]),
  );
  return page(
    result.title,
    result.convbenchVersion,
    markup`<header><a href="index.html">Studies</a></header><main><h1>${result.title}</h1><p>${badge(result.verdict)}</p>
<p class="answer">${result.answer}</p>
<dl><dt>Claim</dt><dd>${result.claim}</dd><dt>Source</dt><dd>${result.source}</dd><dt>What decides</dt><dd>${result.statistic}</dd><dt>What would refute it</dt><dd>${result.refutedBy}</dd></dl>
<h2>Effects</h2>${effects}<p class="note">Shaded: where the figure has to lie. Dot and line: the figure and its interval, each on a scale of its own.</p><h2>Figures</h2>${result.charts.map((chart) => scatter(chart))}${result.tables.map(dataTable)}
<h2>What it does not say</h2><ul>${result.limits.map((limit) => markup`<li>${limit}</li>`)}</ul>
<h2>How it was made</h2><ul>${runSentences(result).map((sentence) => markup`<li>${sentence}</li>`)}<li>${result.form} form. Again: <code>${commandOf(result)}</code></li></ul></main>`,
  );
}

/** The table of all studies. */
export function renderIndexHtml(results: readonly StudyResult[]): string {
  const rows = results.map(({ id, number, title, verdict, answer }) => [
    String(number),
    markup`<a href="${id}.html">${title}</a>`,
    badge(verdict),
    answer,
  ]);
  return page(
    'Studies',
    results[0]?.convbenchVersion ?? '',
    markup`<header>convbench</header><main><h1>Claims about convolutional networks, measured</h1><p class="answer">${summarySentence(results)}</p>${table(
      'Studies',
      ['no.', 'claim', 'result', 'what came out'].map((title) => ({ title, unit: '' })),
      rows,
    )}</main>`,
  );
}
