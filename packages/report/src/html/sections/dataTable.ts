import type { Markup, Part } from '../markup.js';
import { markup } from '../markup.js';

export interface DataTable {
  /** Names the region of the table, and what it is called where it is folded away. */
  readonly title: string;
  readonly head: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly Part[])[];
}

/** Rows of text and figures that scroll sideways where there is no room. */
function plainTable({ title, head, rows }: DataTable): Markup {
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${title}"><table class="list plainlist"><thead><tr>${head.map((text) => markup`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows.map(
    ([first, ...others]) =>
      markup`<tr><th scope="row">${first}</th>${others.map((part) => markup`<td>${part}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

/** The numbers behind a chart, folded away. */
export function dataTable(table: DataTable): Markup | false {
  return (
    table.rows.length > 0 &&
    markup`<details><summary>${table.title}</summary>${plainTable(table)}</details>`
  );
}
