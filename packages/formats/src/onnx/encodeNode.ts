/** @file One node of ours → one ONNX node of opset 18. */
import type { Node, PoolAttributes, Shape, WindowAttributes } from '@convbench/spec';
import { windowOutputSize } from '@convbench/graph';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from './writer.js';

/** Adds a constant that belongs to the node and returns its name. */
export type AddTensor = (suffix: string, tensor: Omit<OnnxTensor, 'name'>) => string;

/**
 * What we hold as an attribute and ONNX takes as a tensor becomes an initializer, through `addTensor`.
 *
 * @param x shape of the node's first input, at any batch size.
 */
export function encodeNode(node: Node, x: Shape, addTensor: AddTensor): OnnxNode {
  const { op, name, inputs, outputs } = node;
  const { extraInputs = [], attributes = {} } = operands(node, x, addTensor);
  return { opType: op, name, inputs: [...inputs, ...extraInputs], outputs, attributes };
}

interface Operands {
  readonly extraInputs?: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

function operands(node: Node, x: Shape, addTensor: AddTensor): Operands {
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
    case 'MaxPool': {
      const pool = portablePool(node.attributes, x, false);
      return { attributes: { ...window(pool), ceil_mode: flag(pool.ceilMode) } };
    }
    case 'AveragePool': {
      const { countIncludePad } = node.attributes;
      const pool = portablePool(node.attributes, x, countIncludePad);
      return {
        attributes: {
          ...window(pool),
          ceil_mode: flag(pool.ceilMode),
          count_include_pad: flag(countIncludePad),
        },
      };
    }
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

/**
 * onnxruntime computes pools by our rule but infers their shapes without it: a window that begins in the trailing
 * padding counts, and a linear layer behind the pool is refused. Where such a window is dropped, the pool is written
 * as one that rounds down, with so much padding at the end as the windows reach; no other element gets under them.
 */
function portablePool(pool: PoolAttributes, x: Shape, countsPadding: boolean): PoolAttributes {
  if (!pool.ceilMode) return pool;
  const axes = ([0, 1] as const).map((axis) => {
    const [padBegin, padEnd] = [pool.pads[axis], pool.pads[axis === 0 ? 2 : 3]];
    const [size, kernel, stride] = [x[axis + 2] ?? 0, pool.kernelShape[axis], pool.strides[axis]];
    const outputs = windowOutputSize({ size, kernel, stride, padBegin, padEnd, ceilMode: true });
    const reached = (outputs - 1) * stride + kernel - size - padBegin;
    return {
      drops: outputs !== Math.ceil((size + padBegin + padEnd - kernel) / stride) + 1,
      end: Math.max(padEnd, reached),
      extended: reached > padEnd,
    };
  });
  const [rows, columns] = axes as [(typeof axes)[0], (typeof axes)[0]];
  const needed = rows.drops || columns.drops;
  // Padding that is counted must not grow: rounding up adds none that counts.
  if (!needed || (countsPadding && (rows.extended || columns.extended))) return pool;
  const [top, left] = pool.pads;
  return { ...pool, ceilMode: false, pads: [top, left, rows.end, columns.end] };
}

function flag(value: boolean): OnnxAttribute {
  return { int: value ? 1 : 0 };
}

function int64(data: readonly number[]): Omit<OnnxTensor, 'name'> {
  return { type: 'int64', shape: [data.length], data };
}
