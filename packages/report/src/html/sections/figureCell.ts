import { boundsOf } from '@convbench/statistics';
import { glyph } from '../../chart/glyph.js';
import type { FigureKey } from '../../figures/figures.js';
import { figures } from '../../figures/figures.js';
import type { PrintedFigure } from '../../format/figure.js';
import { figureText, notMeasuredText, printFigure, spreadText } from '../../format/figure.js';
import type { Mark } from '../../stats/ties.js';
import type { CellView } from '../../view/cells.js';
import { figureOf } from '../../view/cells.js';
import { boundMark } from '../../view/lowerBound.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';

export interface FigureCellOptions {
  readonly mark?: Mark;
  /** Position in percent on a scale that the column shares within its group. */
  readonly scale?: ((value: number) => number) | undefined;
}

/** A number to sort by: seven digits tell all that a reader can see. */
const sortKey = (value: number) => Number(value.toPrecision(7));

/** The interval beside a figure. */
export function spreadMarkup(printed: PrintedFigure | undefined): Markup | undefined {
  return printed?.spread && markup`<span class="i">${spreadText(printed.spread)}</span>`;
}

/** A figure with its interval, or the reason why there is none. */
export function plainFigureCell(view: CellView, key: FigureKey): Markup {
  const figure = figureOf(view, key);
  const printed = printFigure(figures[key], figure);
  if (printed)
    return markup`<td>${boundMark(view, key)}${printed.value}${spreadMarkup(printed)}</td>`;
  return markup`<td class="none">${figureText(figures[key], figure)}</td>`;
}

/**
 * A figure with its interval, its mark and a dot on the column's scale. Sorts by `data-v`, which is absent where
 * there is no figure.
 */
export function figureCell(
  view: CellView,
  key: FigureKey,
  { mark, scale }: FigureCellOptions = {},
): Markup {
  const figure = figureOf(view, key);
  if ('notMeasured' in figure) {
    return markup`<td class="num none">${notMeasuredText(figure.notMeasured)}</td>`;
  }
  const printed = printFigure(figures[key], figure);
  const estimated =
    key === 'energyPerImage' && view.warnings.some(({ kind }) => kind === 'estimated-energy');
  return markup`<td class="num" data-v="${sortKey(figure.value)}">${mark && markup`<span class="tag ${mark}">${mark}</span>`}<b>${estimated && '≈\u00a0'}${boundMark(view, key)}${printed?.value}</b>${spreadMarkup(printed)}${scale && glyph({ value: figure.value, ...boundsOf(figure) }, scale)}</td>`;
}
