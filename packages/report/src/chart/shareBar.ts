import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import { px } from './px.js';

/** Parts of a whole side by side, in the order given; neighbours differ in strength. */
export function shareBar(shares: readonly number[]): Markup {
  let before = 0;
  const parts = shares.map((share, index) => {
    const x = before;
    before += share;
    return markup`<rect class="${index % 2 === 0 ? 'sb0' : 'sb1'}" x="${px(100 * x)}%" y="4" width="${px(100 * share)}%" height="14"/>`;
  });
  return markup`<svg class="st" aria-hidden="true">${parts}</svg>`;
}
