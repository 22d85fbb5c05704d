import type { GemmNode, Shape } from '@convbench/spec';
import { addProduct, transposeMatrix } from './product.js';
import { broadcastOffsets, zeros, type Tensor } from './tensor.js';

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
  const left = transA ? transposeMatrix(a.data, depth, rows) : a.data;
  const right = transB ? b.data : transposeMatrix(b.data, depth, columns);
  const y = zeros(shape);
  addProduct(y.data, left, right, rows, columns, depth);
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
    const left = matrixAt(a.data, aOffsets[i] as number, rows * depth);
    const right = matrixAt(b.data, bOffsets[i] as number, depth * columns);
    const product = matrixAt(y.data, i, rows * columns);
    addProduct(product, left, transposeMatrix(right, depth, columns), rows, columns, depth);
  }
  return y;
}

function matrixAt(data: Float64Array, index: number, size: number): Float64Array {
  return data.subarray(index * size, (index + 1) * size);
}
