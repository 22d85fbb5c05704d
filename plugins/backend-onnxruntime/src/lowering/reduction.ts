/** @file Sums and means over axes: BiasGrad, GlobalAveragePool, ReduceSum, ReduceMean. */
import type {
  BiasGradNode,
  GlobalAveragePoolGradNode,
  GlobalAveragePoolNode,
  ReduceMeanNode,
  ReduceSumNode,
} from '@convbench/spec';
import type { LoweringContext } from './context.js';
import { isPlanar, mapsOf, planesOf } from './maps.js';
import type { Lowerings } from './lowering.js';

export const reduction: Lowerings<'ReduceSum' | 'ReduceMean'> = {
  ReduceSum: lowerReduce,
  ReduceMean: lowerReduce,
};

export function lowerBiasGrad(node: BiasGradNode, context: LoweringContext): void {
  const { build } = context;
  const [dy] = node.inputs;
  const sum = isPlanar(context)
    ? build.op('ReduceSum', [planesOf(dy, context), build.ints([0, 2])])
    : build.op('ReduceSum', [context.matrix(dy), build.ints([1])]);
  context.store(node.outputs[0], sum, 'logical');
}

export function lowerGlobalAveragePool(
  node: GlobalAveragePoolNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [x] = node.inputs;
  const { layout, images, channels, height, width, inner } = mapsOf(x, context);
  const maps = build.view(context.as(x, layout), [images * channels, height * width, inner]);
  context.store(node.outputs[0], build.op('ReduceMean', [maps, build.ints([1])]), layout);
}

export function lowerGlobalAveragePoolGrad(
  node: GlobalAveragePoolGradNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [dy] = node.inputs;
  const [dx] = node.outputs;
  const { layout, images, channels, height, width, inner } = mapsOf(dx, context);
  const pixels = height * width;
  const gradient = build.view(context.as(dy, layout), [images * channels, 1, inner]);
  const stretched = build.op('Mul', [gradient, build.filled(1 / pixels, [1, pixels, 1])]);
  context.store(dx, stretched, layout);
}

function lowerReduce(node: ReduceSumNode | ReduceMeanNode, context: LoweringContext): void {
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
