/** @file Which stored tensors of a node outside of the vocabulary are its weights. */
import type { TranslationContext } from '../operators/context.js';
import { elementType } from '../constants.js';
import { ELEMENT_BYTES } from '../../tensorBytes.js';
import { elementCount } from '@convbench/graph';
import type { GraphProto, NodeProto, TensorProto } from '../onnx_pb.js';

export interface StoredWeight {
  readonly name: string;
  readonly elements: number;
  readonly bytes: number;
}

/** Inputs that hold weights, of operators that take other tensors of constants too; quantised weights are integers. */
const WEIGHT_INPUTS: Readonly<Record<string, readonly number[]>> = {
  DequantizeLinear: [0],
  QuantizeLinear: [],
  QLinearConv: [3, 8],
  QLinearMatMul: [3],
  ConvInteger: [1],
  MatMulInteger: [1],
  'com.microsoft:DynamicQuantizeMatMul': [1],
  'com.microsoft:MatMulNBits': [1],
  Resize: [],
  Upsample: [],
  Pad: [],
  Clip: [],
  Tile: [],
  Range: [],
};

/** Every constant of floats with more than one value counts, unless the operator is known to mean something else by it. */
export function storedWeights(
  node: NodeProto,
  operator: string,
  context: TranslationContext,
  stored: ReadonlyMap<string, TensorProto>,
): readonly StoredWeight[] {
  // An operator may be called 'constructor'.
  const listed = Object.hasOwn(WEIGHT_INPUTS, operator) ? WEIGHT_INPUTS[operator] : undefined;
  const names = listed?.map((index) => node.input[index] ?? '') ?? node.input;
  const own = names.flatMap((name) => {
    const constant = context.constants.get(name);
    const shape = constant?.shape ?? stored.get(name)?.dims.map(Number);
    if (shape === undefined) return [];
    const elements = elementCount(shape);
    if (listed === undefined && (constant?.kind !== 'float' || elements < 2)) return [];
    return [{ name, elements, bytes: elements * elementBytes(stored.get(name)) }];
  });
  return [...own, ...insideWeights(node)];
}

/** Of the graphs inside an If, a Loop or a Scan. */
function insideWeights(node: NodeProto): readonly StoredWeight[] {
  const graphs: GraphProto[] = node.attribute.flatMap(({ g, graphs }) => [
    ...(g === undefined ? [] : [g]),
    ...graphs,
  ]);
  return graphs.flatMap((graph) => [
    ...graph.initializer.flatMap((tensor) => {
      const elements = elementCount(tensor.dims.map(Number));
      const isFloat = elementType(tensor.dataType)?.includes('float') ?? false;
      if (!isFloat || elements < 2) return [];
      const name = `${node.output[0] ?? node.name}/${graph.name}/${tensor.name}`;
      return [{ name, elements, bytes: elements * elementBytes(tensor) }];
    }),
    ...graph.node.flatMap(insideWeights),
  ]);
}

/** Of tensors that were computed beforehand: they are floats. */
const COMPUTED_BYTES = 4;

export function elementBytes(tensor: TensorProto | undefined): number {
  const type = tensor === undefined ? undefined : elementType(tensor.dataType);
  return type === undefined ? COMPUTED_BYTES : ELEMENT_BYTES[type];
}
