/** Reads the reference figures in `fixtures/reference` and brings our graphs to the same form. */
import { readFileSync } from 'node:fs';
import { inferShapes } from '@convbench/graph';
import type { Graph, Node, Shape, WindowAttributes } from '@convbench/spec';
import type { FillerRole } from './filler.js';
import { fill } from './filler.js';

export interface Reference {
  readonly input: { readonly name: string; readonly shape: number[]; readonly scale: number };
  readonly classes: number;
  readonly gain: number;
  readonly totals: {
    readonly trainableParameters: number;
    readonly batchNormStatistics: number;
    readonly macs: number;
    readonly convLinearOutputs: number;
  };
  readonly operatorCounts: Readonly<Record<string, number>>;
  readonly outputs: readonly {
    readonly images: readonly {
      readonly logits: number[];
      readonly sum: number;
      readonly std: number;
      readonly argmax: number;
    }[];
  }[];
  /** step, module, op, in, out, kernel, stride, padding, groups, MACs */
  readonly compute: readonly (readonly unknown[])[];
  /** step, module, op, in, out, settings */
  readonly other: readonly (readonly unknown[])[];
  readonly stateDict: readonly (readonly [string, number[], FillerRole | 'counter'])[];
}

export function loadReference(name: string): Reference {
  const url = new URL(`../fixtures/reference/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Reference;
}

/** Rows `[op, in, out, settings]` of all layers but ReLU, dropout, adaptive pools and reshapes, as they run. */
export function referenceLayers(reference: Reference): unknown[] {
  return [...reference.compute, ...reference.other]
    .filter(([, , op]) => op !== 'AdaptiveAvgPool')
    .sort(([a], [b]) => (a as number) - (b as number))
    .map(([, , op, input, output, ...settings]) =>
      isGlobalPool(op, input, settings[0])
        ? ['GlobalAvgPool', input, output, {}]
        : [op, input, output, ...settings],
    );
}

/** An average pool whose one window is the whole map: ours takes a map of any size. */
function isGlobalPool(op: unknown, input: unknown, settings: unknown): boolean {
  if (op !== 'AvgPool') return false;
  const { kernel, pad } = settings as { kernel: number[]; pad: number[] };
  return kernel.join() === (input as number[]).slice(1).join() && pad.join() === '0,0';
}

/** The same rows of a graph of ours. */
export function graphLayers(graph: Graph): unknown[] {
  const shapes = inferShapes(graph, 1);
  const shapeOf = (name: string): Shape => (shapes.get(name) as Shape).slice(1);
  return graph.nodes.flatMap((node) => {
    const settings = layerSettings(node, shapes);
    if (!settings) return [];
    const [op, ...rest] = settings;
    const input =
      node.op === 'Concat'
        ? node.inputs.map((name) => shapeOf(name)[0])
        : shapeOf(node.inputs[0] as string);
    return [[op, input, shapeOf(node.outputs[0]), ...rest]];
  });
}

function layerSettings(node: Node, shapes: ReadonlyMap<string, Shape>): unknown[] | undefined {
  const size = (shape: Shape): number => shape.reduce((product, n) => product * n, 1);
  const shapeOf = (name: string): Shape => shapes.get(name) as Shape;
  switch (node.op) {
    case 'Conv': {
      const { kernel, stride, pad } = window(node.attributes);
      const macs = size(shapeOf(node.outputs[0])) * size(shapeOf(node.inputs[1]).slice(1));
      return ['Conv', kernel, stride, pad, node.attributes.group, macs];
    }
    case 'Gemm':
      return ['Linear', null, null, null, 1, size(shapeOf(node.inputs[1]))];
    case 'MaxPool':
      return ['MaxPool', { ...window(node.attributes), ceil: node.attributes.ceilMode }];
    case 'AveragePool': {
      const { ceilMode, countIncludePad } = node.attributes;
      return ['AvgPool', { ...window(node.attributes), ceil: ceilMode, countIncludePad }];
    }
    case 'GlobalAveragePool':
      return ['GlobalAvgPool', {}];
    case 'BatchNormalization':
      return ['BatchNorm', { eps: node.attributes.epsilon }];
    case 'LRN': {
      const { size: channels, alpha, beta, bias } = node.attributes;
      return ['Lrn', { size: channels, alpha, beta, k: bias }];
    }
    case 'Add':
      return ['Add', {}];
    case 'Mul':
      return ['Mul', {}];
    case 'Softmax':
      return ['Softmax', { axis: node.attributes.axis }];
    case 'ReduceSum':
      return ['Sum', { axis: node.attributes.axes }];
    case 'Concat':
      return ['Concat', { axis: node.attributes.axis }];
    case 'Relu':
    case 'Dropout':
    case 'Flatten':
    case 'Reshape':
      return undefined;
    default:
      throw new Error(`No row for ${node.op}: extend this helper.`);
  }
}

function window({ kernelShape, strides, pads }: WindowAttributes) {
  const [top, left, bottom, right] = pads;
  if (top !== bottom || left !== right) throw new Error('PyTorch pads both sides alike.');
  return { kernel: kernelShape, stride: strides, pad: [top, left] };
}

/** The reference's weights under our names: both list parameters in the order in which layers run. */
export function referenceWeights(graph: Graph, reference: Reference): Map<string, Float32Array> {
  const tensors = reference.stateDict.filter(([, , role]) => role !== 'counter');
  return new Map(
    graph.parameters.map(({ name }, index) => {
      const tensor = tensors[index];
      if (!tensor) throw new Error(`The reference has no tensor for '${name}'.`);
      const [referenceName, shape, role] = tensor;
      return [name, fill(referenceName, shape, role as FillerRole, { gain: reference.gain })];
    }),
  );
}

export function referenceImages({ input }: Reference): Float32Array {
  return fill(input.name, input.shape, 'input', { scale: input.scale });
}
