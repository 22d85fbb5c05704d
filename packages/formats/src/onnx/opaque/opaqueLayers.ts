/** @file Rows and figures of a file with operators outside of the vocabulary. */
import type { OpaqueLayer, Parameter, Shape } from '@convbench/spec';
import {
  activationBytes,
  activationMemory,
  elementCount,
  isTrainable,
  nodeMacs,
  windowTexts,
} from '@convbench/graph';
import type { TensorProto } from '../onnx_pb.js';
import type { TranslationContext } from '../operators/context.js';
import { assignRoles } from '../roles.js';
import type { ReadNode } from './readNodes.js';
import { elementBytes, storedWeights } from './storedWeights.js';
import type { StoredWeight } from './storedWeights.js';

export interface OpaqueLayers {
  readonly layers: readonly OpaqueLayer[];
  readonly weightBytes: number;
}

/** Values of one image where tensors hold those of `images`. */
const perImage = (value: number, images: number): number => Math.round(value / images);

/** One row per node that an engine runs. `images` is the batch size that the context's shapes hold. */
export function opaqueLayers(
  nodes: readonly ReadNode[],
  stored: ReadonlyMap<string, TensorProto>,
  context: TranslationContext,
  images: number,
): OpaqueLayers {
  const docStrings = new Map([...stored].map(([name, { docString }]) => [name, docString]));
  const roles = assignRoles(context.nodes, context.constants, docStrings);
  const parameters = new Map(roles.parameters.map((parameter) => [parameter.name, parameter]));
  const counted = new Set<string>();
  const shapes = probedShapes(nodes, context);
  let weightBytes = 0;

  const layers = nodes.map((node): OpaqueLayer => {
    const weights = weightsOf(node, parameters, stored, context);
    const fresh = weights.filter(({ name }) => !counted.has(name));
    for (const { name, bytes } of fresh) {
      counted.add(name);
      weightBytes += bytes;
    }
    const elements = (some: readonly (StoredWeight & { trainable: boolean })[]) =>
      some.reduce((sum, weight) => sum + weight.elements, 0);
    const shape = context.probedShape(node.proto.output[0] ?? '');
    const macs = node.nodes.reduce((sum, each) => sum + nodeMacs(each, shapes), 0);
    const made = stepOf(node);
    return {
      name: node.name,
      op: node.operator,
      outputShape: shape === undefined ? null : shape.slice(1),
      ...windowOf(node),
      trainableParameters: elements(fresh.filter(({ trainable }) => trainable)),
      totalParameters: elements(fresh),
      sharedParameters: weights.filter((each) => !fresh.includes(each)).map(({ name }) => name),
      macs: node.uncounted === undefined ? perImage(macs, images) + (node.declaredMacs ?? 0) : null,
      activationBytes: perImage(activationBytes(made, shapes), images),
    };
  });
  return { layers, weightBytes };
}

function windowOf({ nodes, operator }: ReadNode) {
  const [node] = nodes.filter(({ op }) => op === operator);
  return node === undefined
    ? { kernel: '', stride: '', padding: '', groups: null }
    : windowTexts(node);
}

function weightsOf(
  { proto, operator, nodes, uncounted }: ReadNode,
  parameters: ReadonlyMap<string, Parameter>,
  stored: ReadonlyMap<string, TensorProto>,
  context: TranslationContext,
): readonly (StoredWeight & { readonly trainable: boolean })[] {
  if (nodes.length === 0 || uncounted !== undefined) {
    return storedWeights(proto, operator, context, stored).map((weight) => ({
      ...weight,
      trainable: true,
    }));
  }
  return nodes.flatMap(({ inputs }) =>
    inputs.flatMap((name) => {
      const parameter = parameters.get(name);
      if (parameter === undefined) return [];
      const elements = elementCount(parameter.shape);
      const bytes = elements * elementBytes(stored.get(name));
      return [{ name, elements, bytes, trainable: isTrainable(parameter) }];
    }),
  );
}

/** Shapes by name; of those that are not known an empty tensor, which adds nothing to any sum. */
function probedShapes(
  nodes: readonly ReadNode[],
  context: TranslationContext,
): ReadonlyMap<string, Shape> {
  const names = nodes.flatMap(({ proto, nodes: own }) => [
    ...proto.input,
    ...proto.output,
    ...own.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
  ]);
  return new Map(names.map((name) => [name, context.probedShape(name) ?? [0]]));
}

const stepOf = ({ proto, operator }: ReadNode) => ({
  op: operator,
  inputs: proto.input,
  outputs: proto.output.filter((name) => name !== ''),
});

/** Of one image in float32, of tensors whose shapes are known. */
export function opaqueActivations(
  input: string,
  outputs: readonly string[],
  nodes: readonly ReadNode[],
  context: TranslationContext,
  images: number,
): { readonly peak: number; readonly sum: number } {
  const shapes = new Map(probedShapes(nodes, context));
  shapes.set(input, context.probedShape(input) ?? [0]);
  const { peak, sum } = activationMemory(
    { input: { name: input, shape: [] }, outputs, nodes: nodes.map(stepOf) },
    shapes,
  );
  return { peak: perImage(peak, images), sum: perImage(sum, images) };
}

/** Convolutions and products on the longest path from the image to an output, whether or not they could be counted. */
export function opaqueDepth(nodes: readonly ReadNode[], outputs: readonly string[]): number {
  const depths = new Map<string, number>();
  for (const { proto, operator } of nodes) {
    const before = Math.max(0, ...proto.input.map((name) => depths.get(name) ?? 0));
    for (const name of proto.output) depths.set(name, before + (isLayer(operator) ? 1 : 0));
  }
  return Math.max(0, ...outputs.map((name) => depths.get(name) ?? 0));
}

export function isConvolution(operator: string): boolean {
  return /(^|:)(Conv|QLinearConv|ConvInteger|FusedConv|NhwcConv|NhwcFusedConv)$/.test(operator);
}

function isLayer(operator: string): boolean {
  return (
    isConvolution(operator) ||
    /(^|:)(Gemm|MatMul|QLinearMatMul|MatMulInteger|FusedGemm|FusedMatMul|MatMulNBits)$/.test(
      operator,
    )
  );
}
