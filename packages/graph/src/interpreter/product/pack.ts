import type { Matrix } from './matrix.js';

/** Lines [first, end) of one side of a product, over the depths [firstDepth, endDepth). */
export interface Part {
  readonly first: number;
  readonly end: number;
  readonly firstDepth: number;
  readonly endDepth: number;
}

export const panelRows = 2;
export const panelColumns = 8;

/** Writes rows of A by panels of two, from `at` on; a row that is missing in the last panel is 0. */
export function packRows(
  { data, rows, columns }: Matrix,
  part: Part,
  to: Float64Array,
  at: number,
): void {
  const { first, end, firstDepth, endDepth } = part;
  for (let i = first; i < end; i += panelRows) {
    const r0 = rows[i] as number;
    const isWhole = i + 1 < end;
    const r1 = isWhole ? (rows[i + 1] as number) : r0;
    for (let k = firstDepth; k < endDepth; k++) {
      const column = columns[k] as number;
      to[at] = data[r0 + column] as number;
      to[at + 1] = isWhole ? (data[r1 + column] as number) : 0;
      at += panelRows;
    }
  }
}

/**
 * Rows of B that are read side by side. They are far apart in memory: more of them at a time than a processor looks ahead
 * in, and each eight values would wait for the memory.
 */
const DEPTH_STEP = 32;

/** Writes columns of B by panels of eight, from `at` on; columns that are missing in the last panel are 0. */
export function packColumns(b: Matrix, part: Part, to: Float64Array, at: number): void {
  const { first, end, firstDepth, endDepth } = part;
  const panelSize = (endDepth - firstDepth) * panelColumns;
  const endWhole = end - ((end - first) % panelColumns);
  for (let k = firstDepth; k < endDepth; k += DEPTH_STEP) {
    const endStep = Math.min(k + DEPTH_STEP, endDepth);
    const begin = at + (k - firstDepth) * panelColumns;
    for (let j = first, panel = begin; j < endWhole; j += panelColumns, panel += panelSize)
      packPanel(b, j, k, endStep, to, panel);
  }
  if (endWhole === end) return;
  const last = at + ((endWhole - first) / panelColumns) * panelSize;
  to.fill(0, last, last + panelSize);
  for (let j = endWhole; j < end; j++) {
    const column = b.columns[j] as number;
    for (let k = firstDepth, here = last + j - endWhole; k < endDepth; k++, here += panelColumns)
      to[here] = b.data[(b.rows[k] as number) + column] as number;
  }
}

function packPanel(
  { data, rows, columns }: Matrix,
  j: number,
  firstDepth: number,
  endDepth: number,
  to: Float64Array,
  at: number,
): void {
  const c0 = columns[j] as number;
  const c1 = columns[j + 1] as number;
  const c2 = columns[j + 2] as number;
  const c3 = columns[j + 3] as number;
  const c4 = columns[j + 4] as number;
  const c5 = columns[j + 5] as number;
  const c6 = columns[j + 6] as number;
  const c7 = columns[j + 7] as number;
  for (let k = firstDepth; k < endDepth; k++) {
    const row = rows[k] as number;
    to[at] = data[row + c0] as number;
    to[at + 1] = data[row + c1] as number;
    to[at + 2] = data[row + c2] as number;
    to[at + 3] = data[row + c3] as number;
    to[at + 4] = data[row + c4] as number;
    to[at + 5] = data[row + c5] as number;
    to[at + 6] = data[row + c6] as number;
    to[at + 7] = data[row + c7] as number;
    at += panelColumns;
  }
}
