import { broadcastShapes } from '@convbench/graph';
import type { GemmNode, MatMulNode } from '@convbench/spec';
import type { Backward } from '../backward.js';
import { sameShape } from '../trainingGraphBuilder.js';
import { biasGradient } from './convolution.js';
import type { GradientRules } from './rule.js';

export const matrixProduct: GradientRules<'Gemm' | 'MatMul'> = {
  Gemm: gemmGradients,
  MatMul: matMulGradients,
};

/** y = alpha * a' * b' + beta * c: both matrix gradients are Gemms again. */
function gemmGradients(node: GemmNode, dy: string, backward: Backward): void {
  const [a, b, c] = node.inputs;
  const { transA, transB, alpha, beta } = node.attributes;
  if (backward.needs(a))
    backward.contribute(
      a,
      transA
        ? gemm(`${node.name}#dA`, [b, dy], transB, true, alpha, a, backward)
        : gemm(`${node.name}#dA`, [dy, b], false, !transB, alpha, a, backward),
    );
  if (backward.needs(b))
    backward.contribute(
      b,
      transB
        ? gemm(`${node.name}#dB`, [dy, a], true, transA, alpha, b, backward)
        : gemm(`${node.name}#dB`, [a, dy], !transA, false, alpha, b, backward),
    );
  if (c !== undefined && backward.needs(c)) gemmBiasGradient(c, beta, node.name, dy, backward);
}

function gemmBiasGradient(
  c: string,
  beta: number,
  name: string,
  dy: string,
  backward: Backward,
): void {
  const columns = backward.shapeOf(dy).slice(1, 2);
  let gradient = dy;
  if (sameShape(backward.shapeOf(c), columns)) gradient = biasGradient(`${name}#dC`, dy, backward);
  if (beta !== 1) {
    const factor = backward.constant(`${name}#beta`, [], beta);
    const scaled = `${name}#dCScaled`;
    gradient = backward.emit(
      { op: 'Mul', name: scaled, inputs: [gradient, factor], outputs: [scaled], attributes: {} },
      backward.shapeOf(gradient),
    );
  }
  backward.contributeUnbroadcast(c, gradient, `${name}#dCUnbroadcast`);
}

/** Batched matrices with broadcasting. */
function matMulGradients(node: MatMulNode, dy: string, backward: Backward): void {
  const [a, b] = node.inputs;
  const ranks = [backward.shapeOf(a).length, backward.shapeOf(b).length];
  if (ranks.every((rank) => rank === 2)) {
    if (backward.needs(a))
      backward.contribute(a, gemm(`${node.name}#dA`, [dy, b], false, true, 1, a, backward));
    if (backward.needs(b))
      backward.contribute(b, gemm(`${node.name}#dB`, [a, dy], true, false, 1, b, backward));
    return;
  }
  if (backward.needs(a)) {
    const bT = transposeMatrices(`${node.name}#bTransposed`, b, backward);
    const dA = matMul(`${node.name}#dA`, dy, bT, backward);
    backward.contributeUnbroadcast(a, dA, `${node.name}#dAUnbroadcast`);
  }
  if (backward.needs(b)) {
    const aT = transposeMatrices(`${node.name}#aTransposed`, a, backward);
    const dB = matMul(`${node.name}#dB`, aT, dy, backward);
    backward.contributeUnbroadcast(b, dB, `${node.name}#dBUnbroadcast`);
  }
}

function gemm(
  name: string,
  inputs: readonly [string, string],
  transA: boolean,
  transB: boolean,
  alpha: number,
  like: string,
  backward: Backward,
): string {
  const attributes = { transA, transB, alpha, beta: 1 };
  return backward.emit(
    { op: 'Gemm', name, inputs, outputs: [name], attributes },
    backward.shapeOf(like),
  );
}

function transposeMatrices(name: string, x: string, backward: Backward): string {
  const shape = backward.shapeOf(x);
  const rank = shape.length;
  const permutation = [...shape.keys()];
  permutation.splice(rank - 2, 2, rank - 1, rank - 2);
  return backward.emit(
    { op: 'Transpose', name, inputs: [x], outputs: [name], attributes: { permutation } },
    permutation.map((axis) => shape[axis] as number),
  );
}

function matMul(name: string, a: string, b: string, backward: Backward): string {
  const [aShape, bShape] = [backward.shapeOf(a), backward.shapeOf(b)];
  const batch = broadcastShapes(aShape.slice(0, -2), bShape.slice(0, -2)) ?? [];
  return backward.emit({ op: 'MatMul', name, inputs: [a, b], outputs: [name], attributes: {} }, [
    ...batch,
    aShape.at(-2) as number,
    bShape.at(-1) as number,
  ]);
}
