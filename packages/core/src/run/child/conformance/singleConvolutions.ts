import { elementCount, inferShapes } from '@convbench/graph';
import type { ConvNode, Graph, Node, Shape, Weights } from '@convbench/spec';

/** One convolution of a network, as a network of its own. */
export interface SingleConvolution {
  /** 'inception3a/branch3x3/conv: 3x3, 192 to 96 channels at 28x28' */
  readonly what: string;
  readonly graph: Graph;
  readonly weights: Weights;
  /** [N, C, H, W], row-major */
  readonly images: Float32Array;
}

/**
 * The distinct convolutions of a network, in its order: one for each combination of shapes and attributes. Weights and
 * images are made up, the same ones every time. A convolution within the network follows an activation, as kernels may
 * read the network's input in another layout.
 */
export function singleConvolutions(graph: Graph, batchSize: number): SingleConvolution[] {
  const shapes = inferShapes(graph, batchSize);
  const shapeOf = (name: string): Shape => shapes.get(name) as Shape;
  const distinct = new Map<string, SingleConvolution>();
  for (const node of graph.nodes) {
    if (node.op !== 'Conv') continue;
    const [input, weight] = [shapeOf(node.inputs[0]), shapeOf(node.inputs[1])];
    const first = node.inputs[0] === graph.input.name;
    const key = JSON.stringify([input, weight, node.attributes, node.inputs.length, first]);
    if (!distinct.has(key)) distinct.set(key, singleConvolution(node, input, weight, first));
  }
  return [...distinct.values()];
}

function singleConvolution(
  node: ConvNode,
  input: Shape,
  weight: Shape,
  first: boolean,
): SingleConvolution {
  const [out = 0, ...perChannel] = weight;
  const biases = node.inputs.length === 3 ? [{ name: 'b', shape: [out] }] : [];
  const x = first ? 'x' : 'activation';
  const activation: Node[] = first
    ? []
    : [{ op: 'Relu', name: x, inputs: ['x'], outputs: [x], attributes: {} }];
  const convolution: ConvNode = {
    ...node,
    name: 'y',
    inputs: biases.length > 0 ? [x, 'w', 'b'] : [x, 'w'],
    outputs: ['y'],
  };
  return {
    what: describe(node, input, weight),
    graph: {
      name: 'convolution',
      input: { name: 'x', shape: ['N', ...input.slice(1)] },
      outputs: ['flat'],
      nodes: [
        ...activation,
        convolution,
        { op: 'Flatten', name: 'flat', inputs: ['y'], outputs: ['flat'], attributes: { axis: 1 } },
      ],
      parameters: [
        { name: 'w', shape: weight, role: 'weight' },
        ...biases.map((bias) => ({ ...bias, role: 'bias' as const })),
      ],
      constants: [],
    },
    weights: new Map([
      ['w', madeUp(elementCount(weight), 7, Math.sqrt(2 / elementCount(perChannel)))],
      ['b', madeUp(out, 11, 1)],
    ]),
    images: madeUp(elementCount(input), 3, 1),
  };
}

/** Uneven values within ±scale, none of which repeats in a row. */
function madeUp(count: number, seed: number, scale: number): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, index) => scale * Math.sin(seed + index * (1 + seed / 17)),
  );
}

function describe({ name, attributes }: ConvNode, input: Shape, weight: Shape): string {
  const { kernelShape, strides, group, dilations } = attributes;
  const [, channels, ...size] = input;
  return [
    `${name}: ${kernelShape.join('x')}, ${channels} to ${weight[0]} channels at ${size.join('x')}`,
    ...(Math.max(...strides) > 1 ? [`stride ${strides.join('x')}`] : []),
    ...(Math.max(...dilations) > 1 ? [`dilation ${dilations.join('x')}`] : []),
    ...(group > 1 ? [`${group} groups`] : []),
  ].join(', ');
}
