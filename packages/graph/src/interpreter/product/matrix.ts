/**
 * A matrix whose element [i, j] stands at `data[rows[i] + columns[j]]`. Transposed matrices, a group's part of a map and
 * the patches under a kernel are all such views, and none of them is ever made in memory as a whole.
 */
export interface Matrix<Data extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly data: Data;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

export function transposed<Data extends Float32Array | Float64Array>({
  data,
  rows,
  columns,
}: Matrix<Data>): Matrix<Data> {
  return { data, rows: columns, columns: rows };
}
