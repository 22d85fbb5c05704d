import type { ConvNode, GemmNode, Graph, Node, PoolAttributes, Shape } from '@convbench/spec';
import { UserError } from '@convbench/spec';
import { broadcastShapes, elementCount, normalizeAxis } from './axes.js';
import { windowOutputSize } from './window.js';

/** A convolution or pool whose window is larger than the map that it gets: the input of the network is too small. */
export class WindowDoesNotFitError extends UserError {}

/**
 * Shapes of all tensors by name: the input, parameters, constants and everything that a node makes.
 *
 * Throws a `UserError` that names the node where shapes do not agree, and a `WindowDoesNotFitError` where the input is
 * too small for the network.
 */
export function inferShapes(graph: Graph, batchSize: number): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  shapes.set(
    graph.input.name,
    graph.input.shape.map((dimension) => (dimension === 'N' ? batchSize : dimension)),
  );
  for (const { name, shape } of [...graph.parameters, ...graph.constants]) shapes.set(name, shape);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => {
      const shape = shapes.get(name);
      if (!shape) throw invalid(node, `its input '${name}' is made by no node before it`);
      return shape;
    });
    const outputs = nodeOutputShapes(node, inputs);
    node.outputs.forEach((name, index) => {
      const shape = outputs[index];
      if (!shape) throw invalid(node, `it cannot make a tensor '${name}'`);
      shapes.set(name, shape);
    });
  }
  return shapes;
}

/** Shapes of what one node makes, from the shapes of its inputs (batch dimension included). Throws as `inferShapes`. */
export function nodeOutputShapes(node: Node, inputs: readonly Shape[]): readonly Shape[] {
  const x = inputs[0];
  if (!x || inputs.length !== node.inputs.length) throw invalid(node, 'it lacks inputs');
  switch (node.op) {
    case 'Conv':
      return [convShape(node, inputs)];
    case 'Gemm':
      return [gemmShape(node, inputs)];
    case 'MatMul':
      return [matMulShape(node, x, second(inputs))];
    case 'MaxPool':
    case 'AveragePool':
      return [[...x.slice(0, 2), ...slide(node, x, node.attributes)]];
    case 'GlobalAveragePool':
      if (x.length < 3) throw invalid(node, `it needs a map, not ${text(x)}`);
      return [[...x.slice(0, 2), ...x.slice(2).map(() => 1)]];
    case 'BatchNormalization': {
      const channels = x[1];
      if (inputs.slice(1).some((shape) => shape.length !== 1 || shape[0] !== channels))
        throw invalid(node, `its parameters must have one value for each channel of ${text(x)}`);
      return [x];
    }
    case 'LRN':
      if (x.length < 3) throw invalid(node, `it needs a map, not ${text(x)}`);
      return [x];
    case 'Relu':
    case 'Dropout':
    case 'Identity':
      return [x];
    case 'Softmax':
      axisOf(node, node.attributes.axis, x.length);
      return [x];
    case 'Add':
    case 'Mul': {
      const b = second(inputs);
      const shape = broadcastShapes(x, b);
      if (!shape) throw invalid(node, `${text(x)} and ${text(b)} do not broadcast`);
      return [shape];
    }
    case 'Concat':
      return [concatShape(node, node.attributes.axis, inputs)];
    case 'Split': {
      const axis = axisOf(node, node.attributes.axis, x.length);
      const { sizes } = node.attributes;
      if (elementSum(sizes) !== x[axis] || sizes.length !== node.outputs.length)
        throw invalid(node, `parts of ${sizes.join(' + ')} do not make axis ${axis} of ${text(x)}`);
      return sizes.map((size) => x.with(axis, size));
    }
    case 'Flatten': {
      // ONNX allows axis = rank here, which puts everything in the first dimension.
      const { axis } = node.attributes;
      const at = axis === x.length ? axis : axisOf(node, axis, x.length);
      return [[elementCount(x.slice(0, at)), elementCount(x.slice(at))]];
    }
    case 'Reshape':
      return [reshapeShape(node, node.attributes.shape, x)];
    case 'Transpose': {
      const { permutation } = node.attributes;
      const sorted = [...permutation].sort((a, b) => a - b);
      if (permutation.length !== x.length || sorted.some((axis, index) => axis !== index))
        throw invalid(node, `[${permutation.join(', ')}] is no permutation of ${text(x)}`);
      return [permutation.map((axis) => x[axis] as number)];
    }
    case 'ReduceSum':
    case 'ReduceMean': {
      const reduced = new Set(node.attributes.axes.map((axis) => axisOf(node, axis, x.length)));
      return [
        node.attributes.keepDimensions
          ? x.map((dimension, axis) => (reduced.has(axis) ? 1 : dimension))
          : x.filter((_, axis) => !reduced.has(axis)),
      ];
    }
    default:
      return unreachable(node);
  }
}

function convShape(node: ConvNode, [x = [], weight = [], bias]: readonly Shape[]): Shape {
  const { group, kernelShape, dilations } = node.attributes;
  const [outChannels = 0, channelsPerGroup = 0, ...kernel] = weight;
  if (weight.length !== 4 || kernel.some((size, axis) => size !== kernelShape[axis]))
    throw invalid(node, `a weight ${text(weight)} has no ${kernelShape.join('x')} kernel`);
  if (x.length !== 4 || x[1] !== channelsPerGroup * group || outChannels % group !== 0)
    throw invalid(node, `a weight ${text(weight)} in ${group} group(s) does not take ${text(x)}`);
  if (bias && (bias.length !== 1 || bias[0] !== outChannels))
    throw invalid(node, `its bias is ${text(bias)} for ${outChannels} channels`);
  return [x[0] as number, outChannels, ...slide(node, x, node.attributes, dilations)];
}

function gemmShape(node: GemmNode, [a = [], b = [], c]: readonly Shape[]): Shape {
  if (a.length !== 2 || b.length !== 2)
    throw invalid(node, `it needs matrices, not ${text(a)} and ${text(b)}`);
  const [rows, inner] = (node.attributes.transA ? a.toReversed() : a) as [number, number];
  const [innerB, columns] = (node.attributes.transB ? b.toReversed() : b) as [number, number];
  if (inner !== innerB) throw invalid(node, `${text(a)} and ${text(b)} do not multiply`);
  if (c && broadcastShapes(c, [rows, columns])?.join() !== [rows, columns].join())
    throw invalid(node, `its addend ${text(c)} does not broadcast to [${rows}, ${columns}]`);
  return [rows, columns];
}

function matMulShape(node: Node, a: Shape, b: Shape): Shape {
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  if (a.length < 2 || b.length < 2 || !batch || a.at(-1) !== b.at(-2))
    throw invalid(node, `${text(a)} and ${text(b)} do not multiply`);
  return [...batch, a.at(-2) as number, b.at(-1) as number];
}

function concatShape(node: Node, axis: number, inputs: readonly Shape[]): Shape {
  const first = inputs[0] as Shape;
  const at = axisOf(node, axis, first.length);
  if (inputs.some((shape) => shape.with(at, 0).join() !== first.with(at, 0).join()))
    throw invalid(node, `${inputs.map(text).join(', ')} differ in more than axis ${at}`);
  return first.with(at, elementSum(inputs.map((shape) => shape[at] as number)));
}

function reshapeShape(node: Node, target: readonly number[], x: Shape): Shape {
  const copied = target.map((dimension, axis) => (dimension === 0 ? (x[axis] ?? NaN) : dimension));
  const known = elementCount(copied.filter((dimension) => dimension !== -1));
  const shape = copied.map((dimension) => (dimension === -1 ? elementCount(x) / known : dimension));
  if (
    copied.filter((dimension) => dimension === -1).length > 1 ||
    !shape.every(Number.isInteger) ||
    elementCount(shape) !== elementCount(x)
  )
    throw invalid(node, `${text(x)} cannot take the shape [${target.join(', ')}]`);
  return shape;
}

function slide(
  node: Node,
  x: Shape,
  window: Omit<PoolAttributes, 'ceilMode'> & { readonly ceilMode?: boolean },
  dilations: readonly [number, number] = [1, 1],
): [number, number] {
  const { kernelShape, strides, pads, ceilMode = false } = window;
  const [, , height, width] = x;
  if (x.length !== 4 || height === undefined || width === undefined)
    throw invalid(node, `it needs a map [N, C, H, W], not ${text(x)}`);
  const along = (axis: 0 | 1, size: number): number =>
    windowOutputSize({
      size,
      kernel: kernelShape[axis],
      stride: strides[axis],
      padBegin: pads[axis],
      padEnd: pads[axis === 0 ? 2 : 3],
      dilation: dilations[axis],
      ceilMode,
    });
  const result: [number, number] = [along(0, height), along(1, width)];
  if (result.includes(0))
    throw new WindowDoesNotFitError(
      'graph',
      `The ${kernelShape.join('x')} window of ${node.op} '${node.name}' does not fit on its ${height}x${width} map.`,
      'Give the network a larger input.',
    );
  return result;
}

function axisOf(node: Node, axis: number, rank: number): number {
  const normalized = normalizeAxis(axis, rank);
  if (normalized === undefined) throw invalid(node, `a tensor of rank ${rank} has no axis ${axis}`);
  return normalized;
}

function invalid(node: Node, detail: string): UserError {
  return new UserError(
    'graph',
    `${node.op} '${node.name}' is not valid: ${detail}.`,
    'Mend the network where it is built, or export the model again.',
  );
}

const second = (inputs: readonly Shape[]): Shape => inputs[1] as Shape;
const text = (shape: Shape): string => `[${shape.join(', ')}]`;
const elementSum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function unreachable(node: never): never {
  throw new Error(`No shape rule for ${JSON.stringify(node)}`);
}
