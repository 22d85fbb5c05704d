/** @file Sums and means over axes: BiasGrad, GlobalAveragePool, ReduceSum, ReduceMean. */
import type {
  BiasGradNode,
  GlobalAveragePoolGradNode,
  GlobalAveragePoolNode,
  ReduceMeanNode,
  ReduceSumNode,
} from '@convbench/spec';
import type { LoweringContext } from './context.js';

export function lowerBiasGrad(node: BiasGradNode, context: LoweringContext): void {
  const { build } = context;
  const [dy] = node.inputs;
  const sum = build.op('ReduceSum', [context.matrix(dy), build.ints([1])]);
  context.store(node.outputs[0], sum, 'logical');
}

export function lowerGlobalAveragePool(
  node: GlobalAveragePoolNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [x] = node.inputs;
  const { channels, height, width, batch } = context.activation(x);
  const maps = build.view(context.batchLast(x), [channels, height * width, batch]);
  context.store(node.outputs[0], build.op('ReduceMean', [maps, build.ints([1])]), 'batchLast');
}

export function lowerGlobalAveragePoolGrad(
  node: GlobalAveragePoolGradNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [dy] = node.inputs;
  const [dx] = node.outputs;
  const { channels, height, width, batch } = context.activation(dx);
  const pixels = height * width;
  const gradient = build.view(context.batchLast(dy), [channels, 1, batch]);
  const stretched = build.op('Mul', [gradient, build.filled(1 / pixels, [1, pixels, 1])]);
  context.store(dx, stretched, 'batchLast');
}

export function lowerReduce(node: ReduceSumNode | ReduceMeanNode, context: LoweringContext): void {
  const { build } = context;
  const [x] = node.inputs;
  const [y] = node.outputs;
  const shape = context.shapeOf(x);
  const rank = shape.length;
  const { axes, keepDimensions } = node.attributes;
  // ONNX: no axes means all of them.
  const reduced = (axes.length > 0 ? axes : [...shape.keys()]).map((axis) => (axis + rank) % rank);
  const attributes = { keepdims: { int: Number(keepDimensions) } };
  if (context.layoutOf(x) === 'batchLast' && !reduced.includes(0)) {
    const [first = 1, ...rest] = shape;
    const view = build.view(context.stored(x), [...rest, first]);
    const sum = build.op(node.op, [view, build.ints(reduced.map((axis) => axis - 1))], attributes);
    context.store(y, sum, 'batchLast');
    return;
  }
  const view = build.view(context.logical(x), shape);
  context.store(y, build.op(node.op, [view, build.ints(reduced)], attributes), 'logical');
}
