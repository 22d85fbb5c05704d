import { isMeasured } from '@convbench/spec';
import type { RunResults } from '@convbench/spec';
import { axesOf, axisChooser, perAxis } from '../html/axes.js';
import { contentSecurityPolicy } from '../html/contentSecurityPolicy.js';
import type { Markup } from '../html/markup.js';
import { jsonMarkup, markup, trusted } from '../html/markup.js';
import { pageSummary } from '../html/pageSummary.js';
import { liveScript, script as staticScript } from '../html/script/script.js';
import { answerSection } from '../html/sections/answer.js';
import { failures } from '../html/sections/failures.js';
import { chartLegend, frontChart } from '../html/sections/frontChart.js';
import { batches } from '../html/sections/batches.js';
import { everyCell } from '../html/sections/everyCell.js';
import { highlighter } from '../html/sections/filters.js';
import { fidelity } from '../html/sections/fidelity.js';
import { glossary } from '../html/sections/glossary.js';
import { header } from '../html/sections/header.js';
import { latencySection } from '../html/sections/latency.js';
import { perSlice } from '../html/sections/layout.js';
import { layers } from '../html/sections/layers.js';
import { learning } from '../html/sections/learning.js';
import { machine } from '../html/sections/machine.js';
import { mainTable } from '../html/sections/mainTable.js';
import { memory } from '../html/sections/memory.js';
import { mistakes } from '../html/sections/mistakes.js';
import { offers } from '../html/sections/offers.js';
import { pickByLimits } from '../html/sections/pickByLimits.js';
import { rerun } from '../html/sections/rerun.js';
import { roofline } from '../html/sections/roofline.js';
import { server } from '../html/sections/server.js';
import { trainings } from '../html/sections/trainings.js';
import { phrasesMarkup } from '../html/phrases.js';
import { styleSheet } from '../html/style.js';
import { costFinding } from '../text/costFinding.js';
import { figureOf } from '../view/cells.js';
import { detailOf } from '../view/detail.js';
import type { RunView } from '../view/runView.js';
import { viewRun } from '../view/runView.js';
import type { Slice } from '../view/slices.js';

type Section = readonly [id: string, title: string, body: Markup | false];

function sections(view: RunView, whole: RunView): readonly Section[] {
  return [
    ['table', 'Table', markup`${mainTable(view)}`],
    ['all', 'All settings', view !== whole && everyCell(whole, view.cells.length)],
    ['learning', 'Learning', learning(view)],
    ['mistakes', 'Mistakes', mistakes(view)],
    ['latency', 'Latency', latencySection(view)],
    ['batches', 'Batch', batches(view)],
    ['server', 'Server', server(view)],
    ['roofline', 'Roofline', roofline(view)],
    ['memory', 'Memory', memory(view)],
    ['layers', 'Layers', layers(view)],
    ['trainings', 'Training', trainings(view)],
    ['failures', 'Missing', failures(view)],
    ['fidelity', 'Papers', fidelity(view)],
    ['machine', 'Machine', machine(view)],
    ['rerun', 'Run again', rerun(view)],
    ['glossary', 'Glossary', glossary()],
  ];
}

function navigation(view: RunView, shown: readonly Section[]): Markup {
  return markup`<nav class="nav" aria-label="Sections"><div class="wrap"><ul><li><a href="#answer">Answer</a></li>${shown.map(([id, title]) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul>${highlighter(view)}</div></nav>`;
}

/** Who costs least besides time, near the most accurate. */
function cheapest(slice: Slice): Markup | false {
  const found = costFinding(slice);
  return found.length > 0 && markup`<p class="note">${phrasesMarkup(found)}</p>`;
}

/** Accuracy against its cost, and who is worth a choice; nothing where accuracy was not measured. */
function firstFigure(view: RunView): Markup | false {
  const judged = view.cells.some((cell) => isMeasured(figureOf(cell, 'top1')));
  if (!judged) return false;
  const axes = axesOf(view.slices);
  const chart = (slice: Slice) => perAxis(axes, (axis) => frontChart(slice, axis));
  const rail = (slice: Slice) => perAxis(axes, (axis) => offers(slice, axis));
  return markup`<div class="first"><figure>${axisChooser(axes)}${perSlice(view.slices, chart)}${chartLegend(view)}${perSlice(view.slices, cheapest)}</figure>${perSlice(view.slices, rail)}</div>`;
}

function body(view: RunView, whole: RunView): Markup {
  const shown = sections(view, whole).filter(([, , content]) => content !== false);
  const first = firstFigure(view);
  return markup`<a class="skip" href="#answer">Skip to the answer</a>${header(whole)}${navigation(view, shown)}<main class="wrap">${answerSection(view)}${first}${pickByLimits(view)}${shown.map(([, , content]) => content)}</main><footer class="wrap"><p>Made by convbench ${view.run.convbenchVersion} from run ${view.run.runId}. This page holds everything it shows and loads nothing.</p></footer>`;
}

export interface HtmlOptions {
  /** For a server that says when the records change: the page then loads itself again. */
  readonly live?: boolean;
}

/**
 * The report as one HTML file: readable and complete without JavaScript, light and dark, no network. Style and script
 * are the only ones that its content security policy lets in.
 */
export function renderHtml(results: RunResults, { live = false }: HtmlOptions = {}): string {
  const whole = viewRun(results);
  const view = detailOf(whole);
  const style = styleSheet({
    slices: view.slices.length,
    axes: axesOf(view.slices).map(({ id }) => id),
  });
  const script = live ? liveScript : staticScript;
  const policy = contentSecurityPolicy(style.text, script.text, { connect: live, pictures: true });
  const page = markup`${trusted('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${view.run.title} – convbench</title><meta name="color-scheme" content="light dark"><style>${style}</style></head>
<body>${body(view, whole)}
<script type="application/json" id="summary">${jsonMarkup(pageSummary(view))}</script><script>${script}</script></body></html>
`;
  return page.text;
}
