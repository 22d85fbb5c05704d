/**
 * C[rows, columns] += A[rows, depth] * B[columns, depth] transposed. Both operands run along their last axis, which
 * lets eight sums at a time stay in registers.
 */
export function addProduct(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  rows: number,
  columns: number,
  depth: number,
): void {
  const evenRows = rows - (rows % 2);
  const wholeColumns = columns - (columns % 4);
  for (let i = 0; i < evenRows; i += 2)
    for (let j = 0; j < wholeColumns; j += 4) addTile(c, a, b, i, j, columns, depth);
  for (let i = 0; i < rows; i++)
    for (let j = i < evenRows ? wholeColumns : 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0, p = i * depth, q = j * depth; k < depth; k++)
        sum += (a[p + k] as number) * (b[q + k] as number);
      c[i * columns + j] = (c[i * columns + j] as number) + sum;
    }
}

function addTile(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  row: number,
  column: number,
  columns: number,
  depth: number,
): void {
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  const a0 = row * depth;
  const a1 = a0 + depth;
  const b0 = column * depth;
  const b1 = b0 + depth;
  const b2 = b1 + depth;
  const b3 = b2 + depth;
  for (let k = 0; k < depth; k++) {
    const x0 = a[a0 + k] as number;
    const x1 = a[a1 + k] as number;
    const y0 = b[b0 + k] as number;
    const y1 = b[b1 + k] as number;
    const y2 = b[b2 + k] as number;
    const y3 = b[b3 + k] as number;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
  }
  let at = row * columns + column;
  c[at] = (c[at] as number) + s00;
  c[at + 1] = (c[at + 1] as number) + s01;
  c[at + 2] = (c[at + 2] as number) + s02;
  c[at + 3] = (c[at + 3] as number) + s03;
  at += columns;
  c[at] = (c[at] as number) + s10;
  c[at + 1] = (c[at + 1] as number) + s11;
  c[at + 2] = (c[at + 2] as number) + s12;
  c[at + 3] = (c[at + 3] as number) + s13;
}

/** [rows, columns] to [columns, rows] */
export function transposeMatrix(x: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) result[j * rows + i] = x[i * columns + j] as number;
  return result;
}
