/** @file One node of ours → one ONNX node of opset 18. */
import type { Node, OperatorName, Shape } from '@convbench/spec';
import { binaryEncoders } from './operators/binary.js';
import { convolutionEncoders } from './operators/convolution.js';
import type { AddTensor, Encode, Encoders } from './operators/encoder.js';
import { matrixProductEncoders } from './operators/matrixProduct.js';
import { movementEncoders } from './operators/movement.js';
import { normalizationEncoders } from './operators/normalization.js';
import { poolEncoders } from './operators/pool.js';
import { reductionEncoders } from './operators/reduction.js';
import { unaryEncoders } from './operators/unary.js';
import type { OnnxNode } from './writer.js';

/** By operator; one without a form does not compile. */
const ENCODERS: Encoders<OperatorName> = {
  ...convolutionEncoders,
  ...matrixProductEncoders,
  ...unaryEncoders,
  ...binaryEncoders,
  ...poolEncoders,
  ...normalizationEncoders,
  ...movementEncoders,
  ...reductionEncoders,
};

/**
 * What we hold as an attribute and ONNX takes as a tensor becomes an initializer, through `addTensor`.
 *
 * @param x shape of the node's first input, at any batch size.
 */
export function encodeNode(node: Node, x: Shape, addTensor: AddTensor): OnnxNode {
  const { op, name, inputs, outputs } = node;
  const encode = ENCODERS[op] as Encode<Node>;
  const { extraInputs = [], attributes = {} } = encode(node, addTensor, x);
  return { opType: op, name, inputs: [...inputs, ...extraInputs], outputs, attributes };
}
