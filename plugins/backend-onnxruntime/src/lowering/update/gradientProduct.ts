/** @file Weight gradients that are matrix products, with the momentum of SGD added in the same product. */
import type { SgdUpdateNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';

/**
 * Stores `gradient` = a * b' (a [rows, n], b [columns, n]). Where nothing but a plain momentum update reads the
 * gradient, the product is accumulated on momentum * velocity and the new velocity is saved in its place.
 */
export function gradientProduct(
  gradient: string,
  a: string,
  b: string,
  context: LoweringContext,
): void {
  const update = momentumUpdateOf(gradient, context);
  if (update === undefined) {
    context.store(gradient, context.build.op('Gemm', [a, b], { transB: { int: 1 } }), 'logical');
    return;
  }
  const [rows = 1, ...rest] = context.shapeOf(gradient);
  const columns = rest.reduce((product, size) => product * size, 1);
  const velocity = context.build.view(context.logical(update.inputs[2]), [rows, columns]);
  const newVelocity = context.build.op('Gemm', [a, b, velocity], {
    transB: { int: 1 },
    beta: { float: update.attributes.momentum },
  });
  context.saved.set(velocityKey(gradient), newVelocity);
}

/** The new velocity [rows, columns] that `gradientProduct` made in place of the gradient. */
export function velocityFromProduct(
  gradient: string,
  context: LoweringContext,
): string | undefined {
  const velocity = context.saved.get(velocityKey(gradient));
  return typeof velocity === 'string' ? velocity : undefined;
}

function velocityKey(gradient: string): string {
  return `${gradient}@velocity`;
}

function momentumUpdateOf(gradient: string, context: LoweringContext): SgdUpdateNode | undefined {
  const update = context.onlyReaderOf(gradient);
  if (update?.op !== 'SgdUpdate' || context.shapeOf(gradient).length < 2) return undefined;
  const { momentum, nesterov, weightDecay } = update.attributes;
  const plain = momentum > 0 && !nesterov && weightDecay === 0;
  return plain && context.layoutOf(update.inputs[2]) === 'logical' ? update : undefined;
}
