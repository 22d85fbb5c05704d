/** @file Gemm and MatMul. */
import type { Translate } from './context.js';
import { flag, plain, type Encoders } from './encoder.js';

export const matrixProductEncoders: Encoders<'Gemm' | 'MatMul'> = {
  Gemm: ({ attributes: { transA, transB, alpha, beta } }) => ({
    attributes: {
      transA: flag(transA),
      transB: flag(transB),
      alpha: { float: alpha },
      beta: { float: beta },
    },
  }),
  MatMul: plain,
};

export const gemm: Translate = (reader, context) => {
  const [a, b, c] = [reader.requiredInput(0), reader.requiredInput(1), reader.input(2)];
  context.emit(reader, {
    op: 'Gemm',
    name: reader.name,
    inputs: c === undefined ? [a, b] : [a, b, c],
    outputs: [reader.firstOutput],
    attributes: {
      transA: reader.int('transA', 0) !== 0,
      transB: reader.int('transB', 0) !== 0,
      alpha: reader.float('alpha', 1),
      beta: reader.float('beta', 1),
    },
  });
};

export const matMul: Translate = (reader, context) => {
  context.emit(reader, {
    op: 'MatMul',
    name: reader.name,
    inputs: [reader.requiredInput(0), reader.requiredInput(1)],
    outputs: [reader.firstOutput],
    attributes: {},
  });
};
