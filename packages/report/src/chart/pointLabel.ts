import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import type { Point } from './geometry.js';
import type { LabelRequest, PlacedLabel } from './placeLabels.js';
import { px } from './px.js';
import { segmentLine } from './segmentLine.js';
import { textWidth } from './textWidth.js';

/** Of the labels of all charts, in pixels. */
const FONT_SIZE = 12;

/** The room that a label beside a mark takes. */
export function labelRequest(
  label: string,
  { mark, radius, bold = false }: { mark: Point; radius: number; bold?: boolean },
): LabelRequest {
  return { mark, radius, width: textWidth(label, FONT_SIZE, bold), height: FONT_SIZE + 3 };
}

/** A label at its place, with the line that leads to it; nothing where no place was found. */
export function pointLabel(placed: PlacedLabel | undefined, label: string): Markup | false {
  if (placed === undefined) return false;
  const { box, anchor, leader } = placed;
  const x = box.x + { start: 0, middle: box.width / 2, end: box.width }[anchor];
  return markup`${leader && segmentLine('lead', leader)}<text class="lb" x="${px(x)}" y="${px(box.y + FONT_SIZE - 0.5)}" text-anchor="${anchor}">${label}</text>`;
}
