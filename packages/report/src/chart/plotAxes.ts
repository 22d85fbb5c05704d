import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import type { Rect } from './geometry.js';
import { px } from './px.js';
import type { Scale } from './scale.js';
import { tickText } from './scale.js';

export interface PlotSize {
  readonly width: number;
  readonly height: number;
  /** Room for the text of the ticks on the left. */
  readonly left: number;
}

const MARGIN = { right: 16, top: 26, bottom: 46 };

/** Where a plot draws, inside of its axes and titles. */
export function plotFrame({ width, height, left }: PlotSize): Rect {
  return {
    x: left,
    y: MARGIN.top,
    width: width - left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
}

export interface AxisTitles {
  /** Below, at the right end. */
  readonly xTitle: string;
  /** Above, at the left. */
  readonly yTitle: string;
}

/** Grid, ticks and titles around the frame of a plot. */
export function plotAxes(
  x: Scale,
  y: Scale,
  { x: left, y: top, width, height }: Rect,
  { xTitle, yTitle }: AxisTitles,
): Markup {
  const [right, bottom] = [left + width, top + height];
  return markup`${x.ticks.map((tick) => {
    const at = px(x.of(tick));
    return markup`<line class="gl" x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/><text class="tk" x="${at}" y="${bottom + 18}" text-anchor="middle">${tickText(tick)}</text>`;
  })}${y.ticks.map((tick) => {
    const at = px(y.of(tick));
    return markup`<line class="gl" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text class="tk" x="${left - 8}" y="${px(at + 4)}" text-anchor="end">${tickText(tick)}</text>`;
  })}<line class="ax" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/><text class="al" x="${right}" y="${bottom + 40}" text-anchor="end">${xTitle}</text><text class="al" x="2" y="12">${yTitle}</text>`;
}
