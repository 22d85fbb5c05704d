import type { GemmNode, MatMulNode, Shape } from '@convbench/spec';
import { broadcastShapes } from '../axes.js';
import { transposed, type Matrix } from '../interpreter/product/matrix.js';
import { addProduct } from '../interpreter/product/product.js';
import { broadcastOffsets, offsetsOf, zeros, type Tensor } from '../interpreter/tensor.js';
import { invalid, shapeText } from './checks.js';
import type { OperatorRules } from './rule.js';

export const matrixProduct: OperatorRules<'Gemm' | 'MatMul'> = {
  Gemm: {
    shapes: (node, inputs) => [gemmShape(node, inputs)],
    values: ({ attributes }, [a, b, c], [shape]) => [gemm(a, b, c, attributes, shape)],
    macsPerOutput: ({ attributes }, [a]) => a[attributes.transA ? 0 : 1] as number,
  },
  MatMul: {
    shapes: (node, inputs) => [matMulShape(node, inputs)],
    values: (_, [a, b], [shape]) => [matMul(a, b, shape)],
    macsPerOutput: (_, [a]) => a.at(-1) as number,
  },
};

function gemmShape(node: GemmNode, [a, b, c]: readonly [Shape, Shape, Shape?]): Shape {
  if (a.length !== 2 || b.length !== 2)
    throw invalid(node, `it needs matrices, not ${shapeText(a)} and ${shapeText(b)}`);
  const [rows, inner] = (node.attributes.transA ? a.toReversed() : a) as [number, number];
  const [innerB, columns] = (node.attributes.transB ? b.toReversed() : b) as [number, number];
  if (inner !== innerB) throw invalid(node, `${shapeText(a)} and ${shapeText(b)} do not multiply`);
  if (c && broadcastShapes(c, [rows, columns])?.join() !== [rows, columns].join())
    throw invalid(node, `its addend ${shapeText(c)} does not broadcast to [${rows}, ${columns}]`);
  return [rows, columns];
}

function matMulShape(node: MatMulNode, [a, b]: readonly [Shape, Shape]): Shape {
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  if (a.length < 2 || b.length < 2 || !batch || a.at(-1) !== b.at(-2))
    throw invalid(node, `${shapeText(a)} and ${shapeText(b)} do not multiply`);
  return [...batch, a.at(-2) as number, b.at(-1) as number];
}

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
