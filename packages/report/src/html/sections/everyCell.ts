import { isMeasured } from '@convbench/spec';
import { boundsOf } from '@convbench/statistics';
import type { FigureKey } from '../../figures/figures.js';
import { figures } from '../../figures/figures.js';
import { printFigure } from '../../format/figure.js';
import { formatNumber } from '../../format/number.js';
import { halfWidth, isLopsided, scaled } from '../../stats/interval.js';
import { answerOf } from '../../text/answer.js';
import type { CellView } from '../../view/cells.js';
import { figureOf } from '../../view/cells.js';
import type { RunView } from '../../view/runView.js';
import type { Slice } from '../../view/slices.js';
import type { Markup } from '../markup.js';
import { jsonMarkup, markup } from '../markup.js';
import { networkName } from '../phrases.js';
import { spreadMarkup } from './figureCell.js';
import { section } from './layout.js';

/** The figures, with an interval where there is one. Percentiles are left out: intervals of all cells would take minutes. */
const FIGURES: readonly FigureKey[] = [
  'top1',
  'latencyMedian',
  'imagesPerSecond',
  'peakRss',
  'trainableParameters',
  'macs',
];

/** Four digits: what a table shows. */
const short = (value: number) => Number(value.toPrecision(4));

function statusOf({ measured, failed }: CellView): number {
  return measured ? 0 : failed ? 1 : 2;
}

const twoDigits = (value: number) => Number(value.toPrecision(2));

type Compact = number | null | readonly [low: number, high: number];

/**
 * Network, slice, status and for each figure its value and its interval: half of it, its ends where half of it would
 * mislead, 0 where there is none.
 */
function compactRow(view: CellView, slice: number): Compact[] {
  const values = FIGURES.flatMap((key): Compact[] => {
    const figure = figureOf(view, key);
    if (!isMeasured(figure)) return [null, 0];
    const inUnit = scaled(figure, figures[key].factor);
    const { low, high } = boundsOf(inUnit);
    return [
      short(inUnit.value),
      isLopsided(inUnit) ? [twoDigits(low), twoDigits(high)] : twoDigits(halfWidth(inUnit) ?? 0),
    ];
  });
  return [view.network.index, slice, statusOf(view), ...values];
}

function answerRow(slice: Slice): Markup {
  const { network } = answerOf(slice);
  const cell = slice.cells.find((view) => view.network === network && view.measured);
  const printed = (key: FigureKey) => {
    const figure = cell && figureOf(cell, key);
    if (figure === undefined || !isMeasured(figure)) return 'not measured';
    const shown = printFigure(figures[key], figure);
    return markup`${shown?.value}${spreadMarkup(shown)}`;
  };
  return markup`<tr><th scope="row">${slice.title}</th><td>${network ? networkName(network) : 'none can be ranked'}</td><td class="num">${printed('top1')}</td><td class="num">${printed(slice.speed)}</td></tr>`;
}

/** A run that is too large to show in full: the answer of every setting, and all cells in a table by pages. */
export function everyCell({ slices, networks, cells }: RunView, shown: number): Markup {
  const columns = FIGURES.map((key) => {
    const { title, unit, better } = figures[key];
    return { title: unit === '' ? title : `${title}, ${unit}`, first: better === 'lower' ? 1 : -1 };
  });
  const data = {
    networks: networks.map(({ label }) => label),
    slices: slices.map(({ title }) => title),
    columns,
    rows: slices.flatMap((slice, at) => slice.cells.map((view) => compactRow(view, at))),
  };
  return section({
    id: 'all',
    title: 'And in every other setting?',
    how: `This run has ${formatNumber(cells.length)} cells in ${formatNumber(slices.length)} settings. The first ${formatNumber(shown)} are shown in full above and below; the others stand here in short, and with every figure in results.csv. To see some of them in full: convbench report RUN --format html --filter CONDITION.`,
    body: markup`<div class="scroll tall" role="region" tabindex="0" aria-label="The answer of every setting"><table class="list"><thead><tr><th scope="col">Setting</th><th scope="col">Fastest within one point of the most accurate</th><th scope="col" class="num">top-1, %</th><th scope="col" class="num">ms</th></tr></thead><tbody>${slices.map(answerRow)}</tbody></table></div><div class="needjs"><h3 class="between">All cells</h3><div class="filters"><label>Find <input type="search" id="all-find" placeholder="network or setting" autocomplete="off" spellcheck="false"></label><button type="button" id="all-back">Earlier</button><button type="button" id="all-on">Later</button><span role="status" id="all-shown"></span></div><div class="scroll" role="region" tabindex="0" aria-label="All cells"><table class="list" id="all-table"><thead><tr></tr></thead><tbody></tbody></table></div></div><script type="application/json" id="all-data">${jsonMarkup(data)}</script>`,
  });
}
