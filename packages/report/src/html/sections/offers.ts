import { inlineMarker } from '../../chart/marker.js';
import type { FigureKey } from '../../figures/figures.js';
import { figures } from '../../figures/figures.js';
import { printFigure } from '../../format/figure.js';
import { answerOf } from '../../text/answer.js';
import { figureOf } from '../../view/cells.js';
import type { CellView } from '../../view/cells.js';
import { placeCells } from '../../view/rankings.js';
import type { Slice } from '../../view/slices.js';
import type { Axis } from '../axes.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { networkClass } from '../phrases.js';

function printed(cell: CellView, key: FigureKey): string {
  const figure = figureOf(cell, key);
  if ('notMeasured' in figure) return '';
  const value = printFigure(figures[key], { value: figure.value })?.value ?? '';
  return `${value}\u00a0${figures[key].unit}`;
}

/** The networks on the front of an axis, most accurate first: nobody else has to be looked at. */
export function offers(slice: Slice, axis: Axis): Markup {
  const cost = axis.cost(slice);
  const placed = [...placeCells(slice, cost)].sort(
    (a, b) => b.offer.gain.value - a.offer.gain.value || a.cell.index - b.cell.index,
  );
  const front = placed.filter(({ standing }) => standing === 'front');
  const maybe = placed.filter(({ standing }) => standing === 'maybe');
  const pick = answerOf(slice).network;
  const id = `offers-${axis.id}-${slice.index}`;
  const item = ({ cell }: (typeof placed)[number], extra = '') =>
    markup`<li class="${networkClass(cell.network)}${cell.network === pick && ' pick'}">${inlineMarker(cell.network.family)}<b>${cell.network.label}</b><span>${printed(cell, 'top1')}, ${printed(cell, cost)}${extra}</span></li>`;
  return markup`<aside class="rail" aria-labelledby="${id}"><h2 id="${id}">Worth a choice</h2><p>Accuracy against ${figures[cost].title.toLowerCase().replace('macs', 'MACs')}, ${slice.title}.</p>${
    front.length > 0 &&
    markup`<p>Every other network is no more accurate and no cheaper than one of these, on the estimates. Most accurate first.</p>`
  }<ul class="offers">${front.map((entry) => item(entry))}${maybe.map((entry) => item(entry, ' ~'))}</ul>${maybe.length > 0 && markup`<p>~ beaten on the estimates, but the intervals leave it open.</p>`}${placed.length === 0 && markup`<p>Nothing to choose from: no network has both figures.</p>`}</aside>`;
}
