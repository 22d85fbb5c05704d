import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import type { Segment } from './geometry.js';
import { px } from './px.js';

export function segmentLine(className: string, { from, to }: Segment): Markup {
  return markup`<line class="${className}" x1="${px(from.x)}" x2="${px(to.x)}" y1="${px(from.y)}" y2="${px(to.y)}"/>`;
}
