/** @file Gemm and MatMul of matrices: linear layers and their gradients. */
import type { GemmNode, MatMulNode } from '@convbench/spec';
import type { LoweringContext } from './context.js';
import { gradientProduct } from './update/gradientProduct.js';
import type { Lowerings } from './lowering.js';

export const matrixProduct: Lowerings<'Gemm' | 'MatMul'> = {
  Gemm: lowerGemm,
  MatMul: lowerMatMul,
};

/**
 * A matrix of features [N, K] is stored as [K, N], that is transposed. Where the rows of the product are images, it
 * is computed transposed too: (a * b)' = b' * a'.
 */
function lowerGemm(node: GemmNode, context: LoweringContext): void {
  const [a, b, c] = node.inputs;
  const [y] = node.outputs;
  const { transA, transB, alpha, beta } = node.attributes;
  const left = storedMatrix(a, transA, context);
  const right = storedMatrix(b, transB, context);
  const rowsAreImages = left.isBatchLast && !transA;
  if (isGradientProduct(left.transposed, right.transposed, alpha, c) && !rowsAreImages) {
    gradientProduct(y, left.tensor, right.tensor, context);
    return;
  }
  const inputs = rowsAreImages ? [right.tensor, left.tensor] : [left.tensor, right.tensor];
  if (c !== undefined) inputs.push(addend(c, rowsAreImages, context));
  const tensor = context.build.op('Gemm', inputs, {
    transA: { int: Number(rowsAreImages ? !right.transposed : left.transposed) },
    transB: { int: Number(rowsAreImages ? !left.transposed : right.transposed) },
    alpha: { float: alpha },
    beta: { float: beta },
  });
  context.store(y, tensor, rowsAreImages ? 'batchLast' : 'logical');
}

function lowerMatMul(node: MatMulNode, context: LoweringContext): void {
  const [a, b] = node.inputs;
  const [y] = node.outputs;
  const { build } = context;
  if (context.shapeOf(a).length === 2 && context.shapeOf(b).length === 2) {
    const attributes = { transA: false, transB: false, alpha: 1, beta: 1 };
    lowerGemm({ ...node, op: 'Gemm', inputs: [a, b], attributes }, context);
    return;
  }
  const left = build.view(context.logical(a), context.shapeOf(a));
  const right = build.view(context.logical(b), context.shapeOf(b));
  context.store(y, build.op('MatMul', [left, right]), 'logical');
}

interface StoredMatrix {
  readonly tensor: string;
  readonly isBatchLast: boolean;
  /** Whether the stored matrix must be transposed to give the operand. */
  readonly transposed: boolean;
}

function storedMatrix(name: string, transposed: boolean, context: LoweringContext): StoredMatrix {
  const [rows = 1, columns = 1] = context.shapeOf(name);
  const isBatchLast = context.layoutOf(name) === 'batchLast';
  const tensor = isBatchLast ? context.batchLast(name) : context.logical(name);
  return {
    tensor: context.build.view(tensor, isBatchLast ? [columns, rows] : [rows, columns]),
    isBatchLast,
    transposed: transposed !== isBatchLast,
  };
}

/** The form that `gradientProduct` makes, which is that of every linear layer's weight gradient. */
function isGradientProduct(
  leftTransposed: boolean,
  rightTransposed: boolean,
  alpha: number,
  c: string | undefined,
): boolean {
  return !leftTransposed && rightTransposed && alpha === 1 && c === undefined;
}

/** c broadcasts to [rows, columns] of the product, or to its transpose. */
function addend(c: string, transposed: boolean, context: LoweringContext): string {
  const shape = context.shapeOf(c);
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  if (!transposed) return context.build.view(context.logical(c), [rows, columns]);
  return context.build.view(context.batchLast(c), [columns, rows]);
}
