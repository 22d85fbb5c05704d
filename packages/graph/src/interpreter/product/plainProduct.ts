import type { Matrix } from './matrix.js';

/** C += A * B as the definition says it: what the blocked form is held against. */
export function addPlainProduct(c: Matrix<Float64Array>, a: Matrix, b: Matrix): void {
  for (const row of c.rows.keys())
    for (const column of c.columns.keys()) {
      const aRow = a.rows[row] as number;
      const bColumn = b.columns[column] as number;
      let sum = 0;
      for (let k = 0; k < a.columns.length; k++)
        sum +=
          (a.data[aRow + (a.columns[k] as number)] as number) *
          (b.data[(b.rows[k] as number) + bColumn] as number);
      const at = (c.rows[row] as number) + (c.columns[column] as number);
      c.data[at] = (c.data[at] as number) + sum;
    }
}
