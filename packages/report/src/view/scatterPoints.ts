import type { Bounds } from '@convbench/statistics';
import type { FigureKey } from '../figures/figures.js';
import { figures } from '../figures/figures.js';
import type { ScatterPoint } from '../chart/scatter.js';
import { figureText, notMeasuredText } from '../format/figure.js';
import type { CellView } from './cells.js';
import { figureOf } from './cells.js';
import { placeCells } from './rankings.js';
import type { Slice } from './slices.js';

type Estimated = Bounds & { readonly value: number };

const scaled = ({ value, low, high }: Estimated, factor: number): Estimated => ({
  value: value * factor,
  low: low * factor,
  high: high * factor,
});

function tooltip(cell: CellView, cost: FigureKey): string {
  const line = (key: FigureKey) => {
    const { title, unit } = figures[key];
    return `${title}: ${figureText(figures[key], figureOf(cell, key))}${unit && `\u00a0${unit}`}`;
  };
  return `${cell.network.label}\n${line('top1')}\n${line(cost)}`;
}

/** The points of an accuracy-against-cost chart, and whom it cannot show, with the reason. */
export function scatterPoints(
  slice: Slice,
  cost: FigureKey,
): { readonly points: readonly ScatterPoint[]; readonly absent: readonly string[] } {
  const placed = placeCells(slice, cost);
  const drawable = placed.filter(({ offer }) => offer.cost.low > 0);
  const shown = new Set(drawable.map(({ cell }) => cell));
  return {
    points: drawable.map(({ cell, offer, standing }) => ({
      index: cell.network.index,
      label: cell.network.label,
      family: cell.network.family,
      standing,
      x: scaled(offer.cost, figures[cost].factor),
      y: scaled(offer.gain, figures.top1.factor),
      tooltip: tooltip(cell, cost),
    })),
    absent: slice.cells
      .filter((cell) => !shown.has(cell))
      .map((cell) => {
        const missing = [figureOf(cell, 'top1'), figureOf(cell, cost)].flatMap((figure) =>
          'notMeasured' in figure ? [notMeasuredText(figure.notMeasured)] : [],
        );
        return `${cell.network.label} (${missing[0] ?? 'not positive, on a log axis'})`;
      }),
  };
}
