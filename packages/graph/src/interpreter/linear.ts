import type { GemmNode, Shape } from '@convbench/spec';
import { transposed, type Matrix } from './product/matrix.js';
import { addProduct } from './product/product.js';
import { broadcastOffsets, offsetsOf, zeros, type Tensor } from './tensor.js';

/** y = alpha * a' * b' + beta * c; `shape` is that of y. */
export function gemm(
  a: Tensor,
  b: Tensor,
  c: Tensor | undefined,
  { transA, transB, alpha, beta }: GemmNode['attributes'],
  shape: Shape,
): Tensor {
  const [rows, columns] = shape as [number, number];
  const depth = (transA ? a.shape[0] : a.shape[1]) as number;
  const [aData, bData] = [a.stored ?? a.data, b.stored ?? b.data];
  const left = transA
    ? transposed(matrixAt(aData, 0, depth, rows))
    : matrixAt(aData, 0, rows, depth);
  const right = transB
    ? transposed(matrixAt(bData, 0, columns, depth))
    : matrixAt(bData, 0, depth, columns);
  const y = zeros(shape);
  addProduct(matrixAt(y.data, 0, rows, columns), left, right);
  const offsets = c && broadcastOffsets(c.shape, shape);
  for (let i = 0; i < y.data.length; i++) {
    const addend = c && offsets ? beta * (c.data[offsets[i] as number] as number) : 0;
    y.data[i] = alpha * (y.data[i] as number) + addend;
  }
  return y;
}

/** Products of the matrices in the last two axes; those before broadcast. `shape` is that of the result. */
export function matMul(a: Tensor, b: Tensor, shape: Shape): Tensor {
  const [rows, columns] = shape.slice(-2) as [number, number];
  const depth = a.shape.at(-1) as number;
  const y = zeros(shape);
  const batch = shape.slice(0, -2);
  const aOffsets = broadcastOffsets(a.shape.slice(0, -2), batch);
  const bOffsets = broadcastOffsets(b.shape.slice(0, -2), batch);
  for (let i = 0; i < aOffsets.length; i++) {
    addProduct(
      matrixAt(y.data, i, rows, columns),
      matrixAt(a.stored ?? a.data, aOffsets[i] as number, rows, depth),
      matrixAt(b.stored ?? b.data, bOffsets[i] as number, depth, columns),
    );
  }
  return y;
}

/** The row-major matrix at a place of a batch of them. */
function matrixAt<Data extends Float32Array | Float64Array>(
  data: Data,
  index: number,
  rows: number,
  columns: number,
): Matrix<Data> {
  return {
    data: data.subarray(index * rows * columns) as Data,
    rows: offsetsOf([rows], [columns]),
    columns: offsetsOf([columns], [1]),
  };
}
