/** @file Operators that move values or only name them anew. */
import type { ConcatNode, Node, ReshapeNode, Shape, SplitNode } from '@convbench/spec';
import { elementCount } from '../axes.js';
import { offsetsOf, stridesOf, withShape, zeros, type Tensor } from '../interpreter/tensor.js';
import { axisOf, invalid, shapeText } from './checks.js';
import type { OperatorRule, OperatorRules } from './rule.js';

type Movement = 'Concat' | 'Split' | 'Transpose' | 'Flatten' | 'Reshape' | 'Identity' | 'Dropout';
type View = Extract<Node, { readonly op: 'Flatten' | 'Reshape' | 'Identity' | 'Dropout' }>;

const view = {
  values: (_: unknown, [x]: readonly [Tensor], [shape]: readonly [Shape, ...Shape[]]) => [
    withShape(x, shape),
  ],
  isView: true,
} satisfies Partial<OperatorRule<View>>;

export const movement: OperatorRules<Movement> = {
  Concat: {
    shapes: (node, inputs) => [concatShape(node, inputs)],
    values: ({ attributes }, inputs, [shape]) => [
      concat(inputs, fromFront(attributes.axis, shape.length), shape),
    ],
  },
  Split: {
    shapes: splitShapes,
    values: ({ attributes }, [x], shapes) =>
      split(x, fromFront(attributes.axis, x.shape.length), shapes),
  },
  Transpose: {
    shapes(node, [x]) {
      const { permutation } = node.attributes;
      const sorted = [...permutation].sort((a, b) => a - b);
      if (permutation.length !== x.length || sorted.some((axis, index) => axis !== index))
        throw invalid(node, `[${permutation.join(', ')}] is no permutation of ${shapeText(x)}`);
      return [permutation.map((axis) => x[axis] as number)];
    },
    values: ({ attributes }, [x], [shape]) => [transpose(x, attributes.permutation, shape)],
  },
  Flatten: {
    ...view,
    shapes(node, [x]) {
      // ONNX allows axis = rank here, which puts everything in the first dimension.
      const { axis } = node.attributes;
      const at = axis === x.length ? axis : axisOf(node, axis, x.length);
      return [[elementCount(x.slice(0, at)), elementCount(x.slice(at))]];
    },
  },
  Reshape: { ...view, shapes: (node, [x]) => [reshapeShape(node, x)] },
  Identity: { ...view, shapes: (_, [x]) => [x] },
  /** The identity: a training step has another node in its place. */
  Dropout: { ...view, shapes: (_, [x]) => [x] },
};

function concatShape(node: ConcatNode, inputs: readonly Shape[]): Shape {
  const first = inputs[0] as Shape;
  const at = axisOf(node, node.attributes.axis, first.length);
  if (inputs.some((shape) => shape.with(at, 0).join() !== first.with(at, 0).join()))
    throw invalid(node, `${inputs.map(shapeText).join(', ')} differ in more than axis ${at}`);
  return first.with(
    at,
    inputs.reduce((sum, shape) => sum + (shape[at] as number), 0),
  );
}

function splitShapes(node: SplitNode, [x]: readonly [Shape]): readonly Shape[] {
  const axis = axisOf(node, node.attributes.axis, x.length);
  const { sizes } = node.attributes;
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total !== x[axis] || sizes.length !== node.outputs.length)
    throw invalid(
      node,
      `parts of ${sizes.join(' + ')} do not make axis ${axis} of ${shapeText(x)}`,
    );
  return sizes.map((size) => x.with(axis, size));
}

function reshapeShape(node: ReshapeNode, x: Shape): Shape {
  const target = node.attributes.shape;
  const copied = target.map((dimension, axis) => (dimension === 0 ? (x[axis] ?? NaN) : dimension));
  const known = elementCount(copied.filter((dimension) => dimension !== -1));
  const shape = copied.map((dimension) => (dimension === -1 ? elementCount(x) / known : dimension));
  if (
    copied.filter((dimension) => dimension === -1).length > 1 ||
    !shape.every(Number.isInteger) ||
    elementCount(shape) !== elementCount(x)
  )
    throw invalid(node, `${shapeText(x)} cannot take the shape [${target.join(', ')}]`);
  return shape;
}

function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** `shape` is that of the result. */
export function concat(parts: readonly Tensor[], axis: number, shape: Shape): Tensor {
  const y = zeros(shape);
  const line = innerSize(shape, axis);
  let at = 0;
  for (const part of parts) {
    const size = innerSize(part.shape, axis);
    for (let from = 0, to = at; from < part.data.length; from += size, to += line)
      y.data.set(part.data.subarray(from, from + size), to);
    at += size;
  }
  return y;
}

/** `shapes` are those of the results. */
export function split(x: Tensor, axis: number, shapes: readonly Shape[]): Tensor[] {
  const line = innerSize(x.shape, axis);
  let at = 0;
  return shapes.map((shape) => {
    const part = zeros(shape);
    const size = innerSize(shape, axis);
    for (let from = at, to = 0; to < part.data.length; from += line, to += size)
      part.data.set(x.data.subarray(from, from + size), to);
    at += size;
    return part;
  });
}

export function transpose(x: Tensor, permutation: readonly number[], shape: Shape): Tensor {
  const strides = stridesOf(x.shape);
  const offsets = offsetsOf(
    shape,
    permutation.map((axis) => strides[axis] as number),
  );
  const y = zeros(shape);
  for (let i = 0; i < y.data.length; i++) y.data[i] = x.data[offsets[i] as number] as number;
  return y;
}

/** Elements of the axes from `axis` on. */
function innerSize(shape: Shape, axis: number): number {
  return shape.slice(axis).reduce((product, dimension) => product * dimension, 1);
}
