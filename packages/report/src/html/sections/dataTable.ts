import type { Markup, Part } from '../markup.js';
import { markup } from '../markup.js';

export interface DataTable {
  /** What the closed table is called, and names its region. */
  readonly title: string;
  readonly head: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly Part[])[];
}

/** The numbers behind a chart, folded away. */
export function dataTable({ title, head, rows }: DataTable): Markup | false {
  return (
    rows.length > 0 &&
    markup`<details><summary>${title}</summary><div class="scroll" role="region" tabindex="0" aria-label="${title}"><table class="list plainlist"><thead><tr>${head.map((text) => markup`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows.map(
      ([first, ...others]) =>
        markup`<tr><th scope="row">${first}</th>${others.map((part) => markup`<td>${part}</td>`)}</tr>`,
    )}</tbody></table></div></details>`
  );
}
