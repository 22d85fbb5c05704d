import type { Bounds } from '@convbench/statistics';
import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import { px } from './px.js';

/** Position of a value on a shared scale from 3 to 97 percent; undefined where there is nothing to compare. */
export function glyphScale(
  ranges: readonly Bounds[],
  axis: 'linear' | 'log',
): ((value: number) => number) | undefined {
  const low = ranges.reduce((least, range) => Math.min(least, range.low), Infinity);
  const high = ranges.reduce((most, range) => Math.max(most, range.high), -Infinity);
  const bent = axis === 'log' ? Math.log : (value: number) => value;
  if (ranges.length < 2 || !(high > low) || (axis === 'log' && low <= 0)) return undefined;
  return (value) => 3 + (94 * (bent(value) - bent(low))) / (bent(high) - bent(low));
}

/** A dot with its interval under a figure. */
export function glyph(
  { value, low, high }: Bounds & { readonly value: number },
  scale: (value: number) => number,
): Markup {
  const at = (number: number) => px(scale(number));
  return markup`<svg class="g" aria-hidden="true">${high > low && markup`<line x1="${at(low)}%" x2="${at(high)}%" y1="5" y2="5"/>`}<circle cx="${at(value)}%" cy="5" r="3"/></svg>`;
}
