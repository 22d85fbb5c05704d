/** @file Softmax and SoftmaxGrad over any axis. */
import type { SoftmaxGradNode, SoftmaxNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import { aroundAxis } from '../movement.js';

export function lowerSoftmax(node: SoftmaxNode, context: LoweringContext): void {
  const { build } = context;
  const [x] = node.inputs;
  const layout = context.layoutOf(x) === 'batchLast' ? 'batchLast' : 'logical';
  const { shape, axis } = aroundAxis(x, node.attributes.axis, layout, context);
  const view = build.view(context.as(x, layout), shape);
  context.store(node.outputs[0], build.op('Softmax', [view], { axis: { int: axis } }), layout);
}

/** y * (dy - sum of dy * y over the axis) */
export function lowerSoftmaxGrad(node: SoftmaxGradNode, context: LoweringContext): void {
  const { build } = context;
  const [dy, y] = node.inputs;
  const layout = context.layoutOf(y) === 'batchLast' ? 'batchLast' : 'logical';
  const { shape, axis } = aroundAxis(y, node.attributes.axis, layout, context);
  const [gradient, shares] = [dy, y].map((name) => build.view(context.as(name, layout), shape)) as [
    string,
    string,
  ];
  const sum = build.op('ReduceSum', [build.op('Mul', [gradient, shares]), build.ints([axis])]);
  const dx = build.op('Mul', [shares, build.op('Sub', [gradient, sum])]);
  context.store(node.outputs[0], dx, layout);
}
