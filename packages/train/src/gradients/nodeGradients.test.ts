/**
 * Every gradient rule against central differences of the float64 interpreter's loss, element by element: of the
 * operator's parameters, and of a parameter P that the operator's input is multiplied by.
 */
import type {
  ConvAttributes,
  GemmNode,
  LrnAttributes,
  Node,
  PoolAttributes,
  Shape,
} from '@convbench/spec';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import {
  binary,
  expectGradients,
  parameter,
  unary,
  UNARY_NODES,
} from '../../../../test/support/expectGradients.js';
import type { Operation } from '../../../../test/support/expectGradients.js';

function conv(
  x: readonly [number, number, number, number],
  outChannels: number,
  options: Partial<ConvAttributes> & Pick<ConvAttributes, 'kernelShape'>,
  bias = true,
): Operation {
  const attributes: ConvAttributes = {
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    group: 1,
    ...options,
  };
  const weight = [outChannels, x[1] / attributes.group, ...attributes.kernelShape];
  const inputs = bias ? (['x', 'w', 'b'] as const) : (['x', 'w'] as const);
  return {
    x,
    nodes: [{ op: 'Conv', name: 'y', inputs, outputs: ['y'], attributes }],
    parameters: [parameter('w', weight), ...(bias ? [parameter('b', [outChannels], 'bias')] : [])],
  };
}

function pool(
  op: 'MaxPool' | 'AveragePool',
  x: Shape,
  options: Partial<PoolAttributes & { countIncludePad: boolean }> &
    Pick<PoolAttributes, 'kernelShape' | 'strides'>,
): Operation {
  const attributes = { pads: [0, 0, 0, 0], ceilMode: false, ...options };
  return { x, nodes: [unary({ op, attributes })] };
}

function gemm(
  a: Shape,
  b: Shape,
  attributes: Partial<GemmNode['attributes']>,
  c?: Shape,
): Operation {
  const node: Node = {
    op: 'Gemm',
    name: 'y',
    inputs: c ? ['x', 'b', 'c'] : ['x', 'b'],
    outputs: ['y'],
    attributes: { transA: false, transB: false, alpha: 1, beta: 1, ...attributes },
  };
  return {
    x: a,
    nodes: [node],
    parameters: [parameter('b', b), ...(c ? [parameter('c', c, 'bias')] : [])],
  };
}

function simple(op: string, x: Shape, attributes: object = {}): Operation {
  return { x, nodes: [unary({ op, attributes })] };
}

function lrn(x: Shape, attributes: LrnAttributes): Operation {
  return simple('LRN', x, attributes);
}

/** x times a function of x. */
function product(op: string, attributes: object): Operation {
  return { x: [2, 8], nodes: [unary({ op, attributes }, 'x', 's'), binary('Mul', 'x', 's')] };
}

const batchNorm = (x: Shape): Operation => {
  const channels = [x[1] ?? 0];
  return {
    x,
    nodes: [
      {
        op: 'BatchNormalization',
        name: 'y',
        inputs: ['x', 'gamma', 'beta', 'mean', 'variance'],
        outputs: ['y'],
        attributes: { epsilon: 1e-3, momentum: 0.9 },
      },
    ],
    parameters: [
      parameter('gamma', channels, 'gamma'),
      parameter('beta', channels, 'beta'),
      parameter('mean', channels, 'runningMean'),
      parameter('variance', channels, 'runningVariance'),
    ],
  };
};

const operations: Record<string, Operation> = {
  'Conv 1x1': conv([2, 3, 3, 4], 2, { kernelShape: [1, 1] }),
  'Conv 2x2': conv([2, 2, 4, 3], 3, { kernelShape: [2, 2] }),
  'Conv 3x3, pad 1, no bias': conv(
    [2, 2, 4, 4],
    3,
    { kernelShape: [3, 3], pads: [1, 1, 1, 1] },
    false,
  ),
  'Conv 5x5, pad 2': conv([2, 1, 5, 4], 2, { kernelShape: [5, 5], pads: [2, 2, 2, 2] }),
  'Conv 1x3, uneven pads and strides': conv([2, 2, 4, 5], 2, {
    kernelShape: [1, 3],
    strides: [2, 3],
    pads: [0, 1, 1, 2],
  }),
  'Conv 3x3, stride 2 that leaves a row': conv([2, 2, 6, 6], 2, {
    kernelShape: [3, 3],
    strides: [2, 2],
  }),
  'Conv 3x3, dilation 2': conv([2, 2, 6, 5], 2, {
    kernelShape: [3, 3],
    dilations: [2, 2],
    pads: [1, 1, 1, 1],
  }),
  'Conv in 2 groups': conv([2, 4, 3, 3], 6, { kernelShape: [3, 3], pads: [1, 1, 1, 1], group: 2 }),
  'Conv depthwise': conv([2, 3, 4, 4], 3, { kernelShape: [2, 2], strides: [2, 2], group: 3 }),
  'MaxPool 2x2 / 2': pool('MaxPool', [2, 2, 4, 6], { kernelShape: [2, 2], strides: [2, 2] }),
  'MaxPool 3x3 / 2, overlapping, rounding up': pool('MaxPool', [2, 2, 6, 5], {
    kernelShape: [3, 3],
    strides: [2, 2],
    ceilMode: true,
  }),
  'MaxPool 3x3 / 1, pad 1': pool('MaxPool', [2, 2, 4, 3], {
    kernelShape: [3, 3],
    strides: [1, 1],
    pads: [1, 1, 1, 1],
  }),
  'AveragePool, padding counts': pool('AveragePool', [2, 2, 5, 4], {
    kernelShape: [3, 3],
    strides: [2, 1],
    pads: [1, 1, 1, 1],
    countIncludePad: true,
  }),
  'AveragePool, padding does not count': pool('AveragePool', [2, 2, 4, 5], {
    kernelShape: [3, 2],
    strides: [1, 2],
    pads: [1, 0, 1, 1],
    countIncludePad: false,
  }),
  'AveragePool, rounding up': pool('AveragePool', [2, 2, 5, 5], {
    kernelShape: [2, 2],
    strides: [2, 2],
    ceilMode: true,
    countIncludePad: true,
  }),
  GlobalAveragePool: simple('GlobalAveragePool', [2, 6, 2, 3]),
  'LRN over 3 channels': lrn([2, 5, 2, 1], { size: 3, alpha: 0.6, beta: 0.5, bias: 2 }),
  'LRN over 4 channels': lrn([2, 6, 1, 2], { size: 4, alpha: 0.9, beta: 0.75, bias: 1 }),
  'BatchNormalization of maps': batchNorm([3, 2, 2, 2]),
  'BatchNormalization of vectors': batchNorm([4, 3]),
  ...Object.fromEntries(
    UNARY_NODES.map((node) => [
      [node.op, ...Object.entries(node.attributes).flat()].join(' '),
      { x: [2, 3, 2, 3], nodes: [unary(node)] },
    ]),
  ),
  'SiLU, as files have it': product('Sigmoid', {}),
  'HardSwish, as files have it': product('HardSigmoid', { alpha: 1 / 6, beta: 0.5 }),
  'Softmax over the last axis': simple('Softmax', [2, 4], { axis: -1 }),
  'Softmax over a middle axis': simple('Softmax', [2, 3, 4], { axis: 1 }),
  Dropout: simple('Dropout', [2, 20], { ratio: 0.5 }),
  'Dropout of nothing': simple('Dropout', [2, 4], { ratio: 0 }),
  Identity: simple('Identity', [2, 4]),
  Flatten: simple('Flatten', [2, 2, 3, 2], { axis: 1 }),
  'Flatten at axis 2': simple('Flatten', [2, 2, 3, 2], { axis: 2 }),
  Reshape: simple('Reshape', [2, 6, 2], { shape: [0, 4, -1] }),
  Transpose: simple('Transpose', [2, 3, 4, 2], { permutation: [2, 0, 3, 1] }),
  'ReduceSum, dimensions kept': simple('ReduceSum', [2, 3, 4, 2], {
    axes: [1, -1],
    keepDimensions: true,
  }),
  'ReduceSum, dimensions dropped': simple('ReduceSum', [2, 3, 4], {
    axes: [1],
    keepDimensions: false,
  }),
  'ReduceMean, dimensions kept': simple('ReduceMean', [2, 3, 4], {
    axes: [2],
    keepDimensions: true,
  }),
  'ReduceMean, dimensions dropped': simple('ReduceMean', [2, 6, 2, 2], {
    axes: [2, 3],
    keepDimensions: false,
  }),
  'Gemm with a bias': gemm([2, 5], [4, 5], { transB: true }, [4]),
  'Gemm, a transposed, scaled': gemm([4, 2], [4, 4], { transA: true, alpha: 0.5, beta: 2 }, [4]),
  'Gemm, both transposed, matrix addend': gemm(
    [5, 10],
    [3, 5],
    { transA: true, transB: true, alpha: 2, beta: 0.5 },
    [10, 3],
  ),
  'Gemm, addend of a column': gemm([2, 3], [3, 4], {}, [2, 1]),
  'Gemm, scalar addend': gemm([2, 3], [3, 4], {}, []),
  'MatMul of matrices': {
    x: [2, 4],
    nodes: [binary('MatMul', 'x', 'w')],
    parameters: [parameter('w', [4, 3])],
  },
  'MatMul of broadcast batches': {
    x: [2, 3, 1, 2, 4],
    nodes: [binary('MatMul', 'x', 'w')],
    parameters: [parameter('w', [2, 4, 3])],
  },
  'Add, stretched': {
    x: [2, 3, 2, 2],
    nodes: [binary('Add', 'x', 'w')],
    parameters: [parameter('w', [3, 1, 2])],
  },
  'Add to itself': { x: [2, 4], nodes: [binary('Add', 'x', 'x')] },
  'Mul, both stretched': {
    x: [2, 3, 1, 2],
    nodes: [binary('Mul', 'x', 'w')],
    parameters: [parameter('w', [1, 1, 4, 1])],
  },
  'Mul by a scalar': {
    x: [2, 3],
    nodes: [binary('Mul', 'x', 'w')],
    parameters: [parameter('w', [])],
  },
  'Mul by itself': { x: [2, 4], nodes: [binary('Mul', 'x', 'x')] },
  'Concat, one tensor twice': {
    x: [2, 2, 3],
    nodes: [
      unary({ op: 'Relu', attributes: {} }, 'x', 'r'),
      {
        op: 'Concat',
        name: 'y',
        inputs: ['x', 'r', 'x', 'w'],
        outputs: ['y'],
        attributes: { axis: 1 },
      },
    ],
    parameters: [parameter('w', [2, 1, 3])],
  },
  'Concat over the last axis': {
    x: [2, 2, 3],
    nodes: [
      { op: 'Concat', name: 'y', inputs: ['w', 'x'], outputs: ['y'], attributes: { axis: -1 } },
    ],
    parameters: [parameter('w', [2, 2, 1])],
  },
  'Split, one part unused, one used twice': {
    x: [2, 6, 2],
    nodes: [
      {
        op: 'Split',
        name: 's',
        inputs: ['x'],
        outputs: ['s0', 's1', 's2'],
        attributes: { axis: 1, sizes: [2, 1, 3] },
      },
      {
        op: 'Concat',
        name: 'y',
        inputs: ['s2', 's0', 's2'],
        outputs: ['y'],
        attributes: { axis: 1 },
      },
    ],
  },
};

describe('gradient rules', () => {
  it.each(Object.entries(operations))('%s', (_, operation) => {
    expectGradients(operation);
  });

  it('Conv of any attributes', () => {
    const size = fc.integer({ min: 4, max: 6 });
    const pad = fc.integer({ min: 0, max: 2 });
    const small = fc.integer({ min: 1, max: 2 });
    const kernel = fc.constantFrom(1, 2, 3, 5);
    const group = fc.constantFrom(1, 2);
    fc.assert(
      fc.property(
        fc.tuple(size, size),
        fc.tuple(kernel, kernel),
        fc.tuple(small, small),
        fc.tuple(pad, pad, pad, pad),
        fc.tuple(small, small),
        group,
        ([height, width], kernelShape, strides, pads, dilations, groups) => {
          const fits = (axis: 0 | 1): boolean =>
            (kernelShape[axis] - 1) * dilations[axis] <
            [height, width][axis]! + pads[axis] + pads[axis + 2]!;
          fc.pre(fits(0) && fits(1));
          const attributes = { kernelShape, strides, pads, dilations, group: groups };
          expectGradients(conv([1, 2, height, width], 2, attributes));
        },
      ),
      { seed: 1, numRuns: 12 },
    );
  });
});
