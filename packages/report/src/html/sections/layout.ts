import type { Slice } from '../../view/slices.js';
import type { Markup, Part } from '../markup.js';
import { markup } from '../markup.js';

export interface SectionParts {
  readonly id: string;
  /** A question. */
  readonly title: string;
  /** What the data says to it, for the whole run or slice by slice. */
  readonly finding?: Part;
  /** How to read the figure. */
  readonly how?: Part;
  readonly body: Part;
}

/** A question on the left, what answers it on the right. */
export function section({ id, title, finding, how, body }: SectionParts): Markup {
  return markup`<section class="s" id="${id}" aria-labelledby="${id}-h"><div class="head"><h2 id="${id}-h">${title}</h2>${finding}${how && markup`<p class="how">${how}</p>`}</div><div class="body">${body}</div></section>`;
}

/** Something for each slice, of which the page shows the chosen one. */
export function perSlice(slices: readonly Slice[], render: (slice: Slice) => Part): Markup {
  return markup`${slices.map((slice) => markup`<div class="on-slice slice-${slice.index}">${render(slice)}</div>`)}`;
}

export function finding(text: Part): Markup {
  return markup`<p class="find">${text}</p>`;
}

export function definitions(
  rows: readonly (readonly [name: string, text: Part])[],
  className: string,
): Markup {
  return markup`<dl class="${className}">${rows.map(([name, text]) =>
    className === 'kv'
      ? markup`<dt>${name}</dt><dd>${text}</dd>`
      : markup`<div><dt>${name}</dt><dd>${text}</dd></div>`,
  )}</dl>`;
}

/** Names the marks of a chart that no readable place was left to name at. */
export function tooClose(unlabelled: readonly string[]): Markup | false {
  return (
    unlabelled.length > 0 &&
    markup`<p class="note">Too close for a label: ${unlabelled.join(', ')}.</p>`
  );
}
