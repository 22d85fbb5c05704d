/** @file One node of ours → one ONNX node of opset 18. */
import type { Node, WindowAttributes } from '@convbench/spec';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from './writer.js';

/** Adds a constant that belongs to the node and returns its name. */
export type AddTensor = (suffix: string, tensor: Omit<OnnxTensor, 'name'>) => string;

/** What we hold as an attribute and ONNX takes as a tensor becomes an initializer, through `addTensor`. */
export function encodeNode(node: Node, addTensor: AddTensor): OnnxNode {
  const { op, name, inputs, outputs } = node;
  const { extraInputs = [], attributes = {} } = operands(node, addTensor);
  return { opType: op, name, inputs: [...inputs, ...extraInputs], outputs, attributes };
}

interface Operands {
  readonly extraInputs?: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

function operands(node: Node, addTensor: AddTensor): Operands {
  switch (node.op) {
    case 'Conv': {
      const { dilations, group } = node.attributes;
      return {
        attributes: {
          ...window(node.attributes),
          dilations: { ints: dilations },
          group: { int: group },
        },
      };
    }
    case 'MaxPool':
      return {
        attributes: { ...window(node.attributes), ceil_mode: flag(node.attributes.ceilMode) },
      };
    case 'AveragePool':
      return {
        attributes: {
          ...window(node.attributes),
          ceil_mode: flag(node.attributes.ceilMode),
          count_include_pad: flag(node.attributes.countIncludePad),
        },
      };
    case 'Gemm': {
      const { transA, transB, alpha, beta } = node.attributes;
      return {
        attributes: {
          transA: flag(transA),
          transB: flag(transB),
          alpha: { float: alpha },
          beta: { float: beta },
        },
      };
    }
    case 'LRN': {
      const { size, alpha, beta, bias } = node.attributes;
      return {
        attributes: {
          size: { int: size },
          alpha: { float: alpha },
          beta: { float: beta },
          bias: { float: bias },
        },
      };
    }
    case 'BatchNormalization': {
      const { epsilon, momentum } = node.attributes;
      return { attributes: { epsilon: { float: epsilon }, momentum: { float: momentum } } };
    }
    case 'Concat':
    case 'Softmax':
    case 'Flatten':
      return { attributes: { axis: { int: node.attributes.axis } } };
    case 'Split':
      return {
        extraInputs: [addTensor('sizes', int64(node.attributes.sizes))],
        attributes: { axis: { int: node.attributes.axis } },
      };
    case 'Dropout': {
      const ratio = { type: 'float32', shape: [], data: [node.attributes.ratio] } as const;
      return { extraInputs: [addTensor('ratio', ratio)] };
    }
    case 'Reshape':
      return { extraInputs: [addTensor('shape', int64(node.attributes.shape))] };
    case 'Transpose':
      return { attributes: { perm: { ints: node.attributes.permutation } } };
    case 'ReduceSum':
    case 'ReduceMean': {
      const { axes, keepDimensions } = node.attributes;
      return {
        extraInputs: [addTensor('axes', int64(axes))],
        // Without this an empty list means all axes.
        attributes: { keepdims: flag(keepDimensions), noop_with_empty_axes: flag(true) },
      };
    }
    case 'MatMul':
    case 'Relu':
    case 'GlobalAveragePool':
    case 'Add':
    case 'Mul':
    case 'Identity':
      return {};
  }
}

function window({ kernelShape, strides, pads }: WindowAttributes): Record<string, OnnxAttribute> {
  return { kernel_shape: { ints: kernelShape }, strides: { ints: strides }, pads: { ints: pads } };
}

function flag(value: boolean): OnnxAttribute {
  return { int: value ? 1 : 0 };
}

function int64(data: readonly number[]): Omit<OnnxTensor, 'name'> {
  return { type: 'int64', shape: [data.length], data };
}
