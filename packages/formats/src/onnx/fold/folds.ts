/** @file Nodes whose inputs are all known: computed at import instead of at every run. */
import { arithmetic, unary } from './arithmetic.js';
import { operand } from './checks.js';
import type { Fold } from './checks.js';
import { castConstant, constant, constantOfShape, shape } from './create.js';
import { concatConstants, gather, slice, transposeConstant } from './rearrange.js';
import { reshapeConstant, squeezeConstant, unsqueezeConstant } from './reshape.js';

/** Folds by operator. `Shape` folds for data too, when their shape is known. */
export const FOLDS: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ['Constant', constant],
  ['ConstantOfShape', constantOfShape],
  ['Shape', shape],
  ['Identity', operand],
  ['Cast', castConstant],
  ['Reshape', reshapeConstant],
  ['Squeeze', squeezeConstant],
  ['Unsqueeze', unsqueezeConstant],
  ['Transpose', transposeConstant],
  ['Concat', concatConstants],
  ['Gather', gather],
  ['Slice', slice],
  ['Add', arithmetic((a, b) => a + b)],
  ['Sub', arithmetic((a, b) => a - b)],
  ['Mul', arithmetic((a, b) => a * b)],
  ['Div', arithmetic((a, b) => a / b)],
  ['Neg', unary((value) => -value)],
  ['Sqrt', unary(Math.sqrt)],
  ['Reciprocal', unary((value) => 1 / value)],
]);
