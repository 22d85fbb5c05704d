import type { Network } from '@convbench/spec';
import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import { px } from './px.js';

export type Family = Network['family'];

export const FAMILIES: readonly Family[] = ['plain', 'inception', 'residual'];

export const FAMILY_TITLES: Readonly<Record<Family, string>> = {
  plain: 'Plain',
  inception: 'Inception',
  residual: 'Residual',
};

/** A family's mark: square, disc or triangle, so that colour is never the only difference. */
export function marker(family: Family, x: number, y: number, radius = 5): Markup {
  switch (family) {
    case 'plain': {
      const side = radius * 1.8;
      return markup`<rect class="mk" x="${px(x - side / 2)}" y="${px(y - side / 2)}" width="${px(side)}" height="${px(side)}"/>`;
    }
    case 'inception':
      return markup`<circle class="mk" cx="${px(x)}" cy="${px(y)}" r="${px(radius)}"/>`;
    case 'residual': {
      const [top, bottom, half] = [y - radius * 1.2, y + radius * 0.9, radius * 1.2];
      const corners = [
        [x, top],
        [x + half, bottom],
        [x - half, bottom],
      ].map(([cx = 0, cy = 0]) => `${px(cx)} ${px(cy)}`);
      return markup`<path class="mk" d="M${corners.join('L')}z"/>`;
    }
  }
}

/** The mark alone, in front of a name. */
export function inlineMarker(family: Family): Markup {
  return markup`<svg class="mkr ${family}" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">${marker(family, 6, 6, 4)}</svg>`;
}
