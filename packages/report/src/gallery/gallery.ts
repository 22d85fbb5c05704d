import type { RunResults } from '@convbench/spec';
import { formatDate } from '../format/date.js';
import { plural } from '../format/plural.js';
import { contentSecurityPolicy } from '../html/contentSecurityPolicy.js';
import type { Markup } from '../html/markup.js';
import { markup, trusted } from '../html/markup.js';
import { phrasesMarkup } from '../html/phrases.js';
import { styleSheet } from '../html/style.js';
import { answerOf } from '../text/answer.js';
import { dataName } from '../text/dataName.js';
import { machineName } from '../text/machineName.js';
import { viewRun } from '../view/runView.js';

/** A published report: a folder beside the gallery. */
export interface PublishedReport {
  readonly folder: string;
  readonly results: RunResults;
}

/** A published folder of studies beside the gallery: claims, each with a page of its own. */
export interface PublishedStudies {
  readonly folder: string;
  readonly claims: readonly {
    readonly title: string;
    /** File name of its page. */
    readonly page: string;
    /** 'confirmed', 'cannot tell here' */
    readonly verdict: string;
  }[];
}

export interface GalleryContent {
  readonly reports: readonly PublishedReport[];
  readonly studies?: readonly PublishedStudies[];
}

const STYLE = `
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(24rem,100%),1fr));gap:1.5rem;list-style:none;padding:1.5rem 0 3rem}
.gallery .card{position:relative}.gallery h2{font-size:1.125rem}.gallery h2 a::after{content:"";position:absolute;inset:0}
.gallery .says{margin-top:.7rem;font-weight:600;line-height:1.4;text-wrap:pretty}
.gallery dl{margin-top:.9rem}.gallery .files{position:relative;margin-top:.9rem;font-size:.8125rem;color:var(--ink2);display:flex;gap:.9rem;flex-wrap:wrap}
.gallery .claims{position:relative;grid-template-columns:minmax(0,1fr) max-content;gap:.25rem .9rem}.gallery .claims dt{color:var(--ink2)}
`;

/** A path of one segment for an address: folders are named freely. */
const segment = (name: string) => encodeURIComponent(name);

function card({ folder, results }: PublishedReport): Markup {
  const { run, cells, slices, networks } = viewRun(results);
  const [slice] = slices;
  const backends = new Set(
    cells.map(({ cell: { backend } }) => `${backend.title} (${backend.device})`),
  );
  const rows: readonly (readonly [string, string])[] = [
    ['Data', dataName({ run, cells })],
    ['Backends', [...backends].join(', ')],
    ['Machine', machineName({ run, cells })],
    ['Size', `${plural(networks.length, 'network')}, ${plural(cells.length, 'cell')}`],
    ['Made', `${formatDate(run.startedAt)}, convbench ${run.convbenchVersion}`],
  ];
  const file = (name: string, title: string) =>
    markup`<a href="${segment(folder)}/${name}">${title}</a>`;
  return markup`<li class="card"><h2><a href="${segment(folder)}/index.html">${run.title}</a></h2>${slice && markup`<p class="says">${phrasesMarkup(answerOf(slice).headline)}</p><p class="how">With ${slice.title}.</p>`}<dl class="kv">${rows.map(([name, text]) => markup`<dt>${name}</dt><dd>${text}</dd>`)}</dl><p class="files">${file('results.csv', 'CSV')}${file('results.md', 'Markdown')}${file('results.json', 'JSON')}${file('results.jsonl', 'records')}</p></li>`;
}

function studiesCard({ folder, claims }: PublishedStudies): Markup {
  const counts = new Map<string, number>();
  for (const { verdict } of claims) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const says = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  return markup`<li class="card"><h2><a href="${segment(folder)}/index.html">Claims about networks, measured</a></h2><p class="says">${plural(claims.length, 'claim')}: ${says}.</p><dl class="kv claims">${claims.map(
    ({ title, page, verdict }) =>
      markup`<dt><a href="${segment(folder)}/${segment(page)}">${title}</a></dt><dd>${verdict}</dd>`,
  )}</dl></li>`;
}

/** One page over published reports and studies, in the order given. Needs no script and loads nothing. */
export function renderGallery({ reports, studies = [] }: GalleryContent): string {
  const style = trusted(styleSheet({ slices: 0, axes: [] }).text + STYLE.trim());
  const page = markup`${trusted('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(style.text, '')}">
<title>Reports – convbench</title><meta name="color-scheme" content="light dark"><style>${style}</style></head>
<body><header class="wrap"><div class="top"><span class="brand">convbench</span></div></header><main class="wrap"><div class="answer"><h1>Published reports</h1><p class="sub">Every page, table and figure here was made by convbench from the records beside it, and can be made again.</p></div>${
    reports.length + studies.length === 0
      ? markup`<p>There is no report yet.</p>`
      : markup`<ul class="gallery">${studies.map(studiesCard)}${reports.map(card)}</ul>`
  }</main></body></html>
`;
  return page.text;
}
