/** @file The lowering of each operator but the updates. */
import { UserError } from '@convbench/spec/plain';
import { binary } from './binary.js';
import type { LoweringContext } from './context.js';
import { convolution } from './convolution/lowerings.js';
import { lowerSoftmaxCrossEntropy, lowerSoftmaxCrossEntropyGrad } from './loss/loss.js';
import type { LoweredNode, Lowering, Lowerings } from './lowering.js';
import { isPlanar } from './maps.js';
import { matrixProduct } from './matrixProduct.js';
import { movement } from './movement.js';
import { normalization } from './normalization/lowerings.js';
import { lowerPlanarNode } from './planarOperators.js';
import { pool } from './pool/lowerings.js';
import { reduction } from './reduction.js';
import { unary } from './unary.js';
import { lowerGradientClip } from './update/gradientClip.js';

/** By operator; one of the union that has no lowering does not compile. */
const LOWERINGS: Lowerings<LoweredNode['op']> = {
  ...convolution,
  ...matrixProduct,
  ...unary,
  ...binary,
  ...pool,
  ...normalization,
  ...movement,
  ...reduction,
  SoftmaxCrossEntropy: lowerSoftmaxCrossEntropy,
  SoftmaxCrossEntropyGrad: lowerSoftmaxCrossEntropyGrad,
  GradientClip: lowerGradientClip,
};

/**
 * Lowers any node but an update.
 *
 * @throws UserError for an operator that is none of the union, as a plugin of its own making may give.
 */
export function lowerNode(node: LoweredNode, context: LoweringContext): void {
  if (isPlanar(context) && lowerPlanarNode(node, context)) return;
  if (!Object.hasOwn(LOWERINGS, node.op)) throw withoutLowering(node);
  (LOWERINGS[node.op] as Lowering<LoweredNode>)(node, context);
}

function withoutLowering({ op, name }: LoweredNode): UserError {
  return new UserError(
    'backend-onnxruntime',
    `onnxruntime cannot train the operator ${op} ('${name}').`,
    'Choose a network without it, or give trained weights and measure inference only.',
  );
}
