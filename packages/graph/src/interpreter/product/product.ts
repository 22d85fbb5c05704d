import { firstFreeValue, openEngine, type Engine } from './engine.js';
import type { Matrix } from './matrix.js';
import { packColumns, packRows, panelColumns, panelRows } from './pack.js';

// Bounds of what is packed at a time, in doubles: 32 MiB of A, twice 4 MiB of B, twice at most 16 MiB of C.
const MAXIMUM_DEPTH = 4096;
const MAXIMUM_A_VALUES = 2 ** 22;
const MAXIMUM_B_VALUES = 2 ** 19;
const MAXIMUM_ROWS = 1024;
const MAXIMUM_COLUMNS = 2048;
/** Rows that are packed while other threads are still busy with those before. */
const STEP_ROWS = 64;

/** Multiply-accumulates from which on other threads are worth their start, about 10 ms of one thread. */
const THREADED_MACS = 2 ** 26;

/**
 * C[rows, columns] += A[rows, depth] * B[depth, columns], in WebAssembly.
 *
 * The operands are packed block by block, so that a product of any size takes at most 80 MiB. Large products start
 * threads, which this and all later products share; the sums do not depend on how many there are.
 */
export function addProduct(c: Matrix<Float64Array>, a: Matrix, b: Matrix): void {
  const [rows, columns, depth] = [c.rows.length, c.columns.length, a.columns.length];
  if (rows === 0 || columns === 0 || depth === 0) return;
  if (rows === 1) {
    addRow(c, a, b);
    return;
  }
  const engine = openEngine();
  if (rows * columns * depth >= THREADED_MACS) engine.startThreads();
  for (const [firstDepth, endDepth] of evenBlocks(depth, MAXIMUM_DEPTH, 1)) {
    const mostRows = Math.min(MAXIMUM_ROWS, MAXIMUM_A_VALUES / (endDepth - firstDepth));
    for (const [firstRow, endRow] of evenBlocks(rows, mostRows, panelRows))
      addBlock(engine, c, a, b, { firstRow, endRow, firstDepth, endDepth });
  }
}

/** The product of one row reads each value of B once: packing it first would take longer than multiplying. */
function addRow(c: Matrix<Float64Array>, a: Matrix, b: Matrix): void {
  const row = a.columns.map((column) => column + (a.rows[0] as number));
  const values = Float64Array.from(row, (at) => a.data[at] as number);
  const { data, rows, columns } = b;
  const depth = values.length;
  const first = c.rows[0] as number;
  const add = (j: number, sum: number): void => {
    const at = first + (c.columns[j] as number);
    c.data[at] = (c.data[at] as number) + sum;
  };
  let j = 0;
  // Four sums at a time do not wait for each other.
  for (; j + 4 <= columns.length; j += 4) {
    const c0 = columns[j] as number;
    const c1 = columns[j + 1] as number;
    const c2 = columns[j + 2] as number;
    const c3 = columns[j + 3] as number;
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let k = 0; k < depth; k++) {
      const x = values[k] as number;
      const at = rows[k] as number;
      s0 += x * (data[at + c0] as number);
      s1 += x * (data[at + c1] as number);
      s2 += x * (data[at + c2] as number);
      s3 += x * (data[at + c3] as number);
    }
    add(j, s0);
    add(j + 1, s1);
    add(j + 2, s2);
    add(j + 3, s3);
  }
  for (; j < columns.length; j++) {
    let sum = 0;
    for (let k = 0; k < depth; k++)
      sum += (values[k] as number) * (data[(rows[k] as number) + (columns[j] as number)] as number);
    add(j, sum);
  }
}

interface Block {
  readonly firstRow: number;
  readonly endRow: number;
  readonly firstDepth: number;
  readonly endDepth: number;
}

/** One job of the kernel: what has to be packed for it, and which part of C it makes. */
interface Job {
  readonly firstRow: number;
  readonly endRow: number;
  readonly firstColumn: number;
  readonly endColumn: number;
  readonly packsRows: boolean;
  readonly packsColumns: boolean;
  /** Which of the two buffers of B it uses. */
  readonly bHalf: number;
}

/** All columns of a block whose rows of A fit into memory: packs for the next job while the threads are at one. */
function addBlock(
  engine: Engine,
  c: Matrix<Float64Array>,
  a: Matrix,
  b: Matrix,
  block: Block,
): void {
  const { firstRow, firstDepth, endDepth } = block;
  const depth = endDepth - firstDepth;
  const rowCount = roundUp(block.endRow - firstRow, panelRows);
  const mostColumns = Math.min(MAXIMUM_COLUMNS, MAXIMUM_B_VALUES / depth);
  const columnBlocks = evenBlocks(c.columns.length, mostColumns, panelColumns);
  const columnCount = roundUp(
    Math.max(...columnBlocks.map(([first, end]) => end - first)),
    panelColumns,
  );

  const aAt = firstFreeValue;
  const bAt = aAt + rowCount * depth;
  const bSize = columnCount * depth;
  const cAt = bAt + 2 * bSize;
  const cSize = rowCount * columnCount;
  const values = engine.values(cAt + 2 * cSize);

  const jobs = columnBlocks.flatMap(([firstColumn, endColumn], index): Job[] => {
    const rowBlocks =
      index === 0
        ? evenBlocks(block.endRow - firstRow, STEP_ROWS, panelRows)
        : [[0, block.endRow - firstRow] as const];
    return rowBlocks.map(([first, end], step) => ({
      firstRow: firstRow + first,
      endRow: firstRow + end,
      firstColumn,
      endColumn,
      packsRows: index === 0,
      packsColumns: step === 0,
      bHalf: index % 2,
    }));
  });

  const aOf = (job: Job): number => aAt + (job.firstRow - firstRow) * depth;
  const bOf = (job: Job): number => bAt + job.bHalf * bSize;
  const cOf = (index: number): number => cAt + (index % 2) * cSize;
  const pack = (job: Job | undefined): void => {
    if (job?.packsRows)
      packRows(a, { first: job.firstRow, end: job.endRow, firstDepth, endDepth }, values, aOf(job));
    if (job?.packsColumns)
      packColumns(
        b,
        { first: job.firstColumn, end: job.endColumn, firstDepth, endDepth },
        values,
        bOf(job),
      );
  };
  const add = (index: number): void => {
    const job = jobs[index];
    if (job) addResult(c, job, values, cOf(index));
  };

  pack(jobs[0]);
  for (const [index, job] of jobs.entries()) {
    engine.open(
      8 * aOf(job),
      8 * bOf(job),
      8 * cOf(index),
      roundUp(job.endRow - job.firstRow, panelRows) / panelRows,
      roundUp(job.endColumn - job.firstColumn, panelColumns) / panelColumns,
      depth,
    );
    add(index - 1);
    pack(jobs[index + 1]);
    engine.finish();
  }
  add(jobs.length - 1);
}

function addResult(
  { data, rows, columns }: Matrix<Float64Array>,
  job: Job,
  from: Float64Array,
  at: number,
): void {
  const { firstRow, endRow, firstColumn, endColumn } = job;
  const line = roundUp(endColumn - firstColumn, panelColumns);
  for (let i = firstRow; i < endRow; i++, at += line) {
    const row = rows[i] as number;
    for (let j = firstColumn, k = at; j < endColumn; j++, k++) {
      const to = row + (columns[j] as number);
      data[to] = (data[to] as number) + (from[k] as number);
    }
  }
}

/** [0, count) in blocks of about the same size, at most `most` and each but the last a multiple of `unit`. */
function evenBlocks(
  count: number,
  most: number,
  unit: number,
): (readonly [first: number, end: number])[] {
  const blocks = Math.ceil(count / (Math.floor(most / unit) * unit));
  const size = roundUp(Math.ceil(count / blocks), unit);
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => [
    i * size,
    Math.min((i + 1) * size, count),
  ]);
}

function roundUp(count: number, unit: number): number {
  return Math.ceil(count / unit) * unit;
}
