import { glyph } from '../../chart/glyph.js';
import type { FigureKey } from '../../figures/figures.js';
import { figures } from '../../figures/figures.js';
import { notMeasuredText, printFigure } from '../../format/figure.js';
import { boundsOf } from '../../stats/interval.js';
import type { Mark } from '../../stats/ties.js';
import type { CellView } from '../../view/cells.js';
import { figureOf } from '../../view/cells.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';

/** Why there is no figure, in the place of the figure. */
export function reasonCell(reason: string): Markup {
  return markup`<td class="num none">${notMeasuredText(reason)}</td>`;
}

export interface FigureCellOptions {
  readonly mark?: Mark;
  /** Position in percent on a scale that the column shares within its group. */
  readonly scale?: ((value: number) => number) | undefined;
}

/** A figure with its interval, its mark and a dot on the column's scale; sorts by `data-v`. */
export function figureCell(
  view: CellView,
  key: FigureKey,
  { mark, scale }: FigureCellOptions = {},
): Markup {
  const figure = figureOf(view, key);
  if ('notMeasured' in figure) return reasonCell(figure.notMeasured);
  const printed = printFigure(figures[key], figure);
  const estimated =
    key === 'energyPerImage' && view.warnings.some(({ kind }) => kind === 'estimated-energy');
  return markup`<td class="num" data-v="${figure.value}">${mark && markup`<span class="tag ${mark}">${mark}</span>`}<span class="v">${estimated && '≈\u00a0'}${printed?.value}</span>${printed?.margin && markup`<span class="i">±${printed.margin}</span>`}${scale && glyph({ value: figure.value, ...boundsOf(figure) }, scale)}</td>`;
}
