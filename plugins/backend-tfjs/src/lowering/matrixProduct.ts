/** @file Products of matrices. */
import type { GemmNode, MatMulNode } from '@convbench/spec';
import { TURNED } from '../layout/axisOrder.js';
import type { LoweringContext } from './context.js';
import type { Lowerings } from './lowering.js';

export const matrixProduct: Lowerings<'Gemm' | 'MatMul'> = {
  Gemm: lowerGemm,
  MatMul: lowerMatMul,
};

function lowerGemm<Tensor>(node: GemmNode, context: LoweringContext<Tensor>): void {
  const { kernels } = context;
  const [a, b, c] = node.inputs;
  const [y] = node.outputs;
  const { transA, transB, alpha, beta } = node.attributes;
  const scaled = (x: Tensor, factor: number): Tensor =>
    factor === 1 ? x : kernels.multiply(x, kernels.constant(Float32Array.of(factor), []));
  const left = asItLies(a, transA, context);
  const right = asItLies(b, transB, context);
  const transposed = { a: left.transposed, b: right.transposed };
  const product = kernels.matrixProduct(left.matrix, right.matrix, transposed, 2);
  const tensor = scaled(product, alpha);
  if (c === undefined || beta === 0) return context.store(y, tensor);
  const [, columns] = context.shapeOf(y);
  const addend = scaled(context.logical(c), beta);
  const isBias = context.rankOf(c) === 1 && context.shapeOf(c)[0] === columns;
  context.store(y, isBias ? kernels.addBias(tensor, addend) : kernels.add(tensor, addend));
}

/** One that is stored turned is read without turning it back. */
function asItLies<Tensor>(
  name: string,
  transposed: boolean,
  context: LoweringContext<Tensor>,
): { readonly matrix: Tensor; readonly transposed: boolean } {
  if (context.orderOf(name).join() !== TURNED.join())
    return { matrix: context.logical(name), transposed };
  return { matrix: context.stored(name), transposed: !transposed };
}

function lowerMatMul<Tensor>(node: MatMulNode, context: LoweringContext<Tensor>): void {
  const [a, b] = node.inputs;
  const [y] = node.outputs;
  const matrices = [context.logical(a), context.logical(b)] as const;
  const plain = { a: false, b: false };
  context.store(y, context.kernels.matrixProduct(...matrices, plain, context.rankOf(y)));
}
