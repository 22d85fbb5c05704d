/** @file Operations with random attributes, one family of operators each. */
import { elementCount } from '@convbench/graph';
import type { Node, Parameter, Shape } from '@convbench/spec';
import fc from 'fast-check';
import { binary, parameter, unary, UNARY_NODES, type Operation } from './expectGradients.js';

const count = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max });
const pair = (max: number, min = 1): fc.Arbitrary<[number, number]> =>
  fc.tuple(count(max, min), count(max, min));

interface Window {
  readonly size: readonly [number, number];
  readonly kernelShape: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
}

/** A kernel that fits the padded map; no window of padding alone. */
function window(kernels: fc.Arbitrary<[number, number]>, largestPad: number): fc.Arbitrary<Window> {
  return fc
    .tuple(pair(7, 4), kernels, pair(3))
    .chain(([size, kernelShape, strides]) => {
      const pad = (axis: 0 | 1) => count(Math.min(largestPad, kernelShape[axis] - 1), 0);
      return fc
        .tuple(pad(0), pad(1), pad(0), pad(1))
        .map((pads) => ({ size, kernelShape, strides, pads }));
    })
    .filter(({ size, kernelShape, pads }) =>
      ([0, 1] as const).every((i) => kernelShape[i] <= size[i] + pads[i] + (pads[i + 2] ?? 0)),
    );
}

const POOL_KERNELS = pair(4);

const averagePool: fc.Arbitrary<Operation> = fc
  .record({
    images: count(3),
    channels: count(3),
    window: window(POOL_KERNELS, 3),
    ceilMode: fc.boolean(),
    countIncludePad: fc.boolean(),
  })
  .map(({ images, channels, window: { size, ...attributes }, ...modes }) => ({
    x: [images, channels, ...size],
    nodes: [unary({ op: 'AveragePool', attributes: { ...attributes, ...modes } })],
  }));

const maxPool: fc.Arbitrary<Operation> = fc
  .record({
    images: count(3),
    channels: count(3),
    window: window(POOL_KERNELS, 3),
    ceilMode: fc.boolean(),
  })
  .map(({ images, channels, window: { size, ...attributes }, ceilMode }) => ({
    x: [images, channels, ...size],
    nodes: [unary({ op: 'MaxPool', attributes: { ...attributes, ceilMode } })],
  }));

const globalAveragePool: fc.Arbitrary<Operation> = fc
  .tuple(count(3), count(4), count(4), count(4))
  .map((x) => ({ x, nodes: [unary({ op: 'GlobalAveragePool', attributes: {} })] }));

/** Exponents with a form of their own, and others. */
const lrn: fc.Arbitrary<Operation> = fc
  .record({
    x: fc.tuple(count(2), count(7), count(3), count(3)),
    size: count(6),
    alpha: fc.constantFrom(1e-4, 0.1, 0.9),
    beta: fc.constantFrom(0.5, 0.75, 1, 0.6, 1.25),
    bias: fc.constantFrom(0.5, 1, 2),
  })
  .map(({ x, ...attributes }) => ({ x, nodes: [unary({ op: 'LRN', attributes })] }));

const shape = (least: number): fc.Arbitrary<number[]> =>
  count(5, 2).chain((rank) => fc.array(count(4, least), { minLength: rank, maxLength: rank }));

/** With an addend, so that an image of which nothing is left has no equal logits. */
const unaryOperation: fc.Arbitrary<Operation> = shape(1).chain((x) =>
  fc.constantFrom(...UNARY_NODES).map((node) => ({
    x,
    nodes: [unary(node, 'x', 'f'), binary('Add', 'f', 'w')],
    parameters: [parameter('w', x.slice(1))],
  })),
);

const softmax: fc.Arbitrary<Operation> = shape(2).chain((x) =>
  count(x.length - 1, -x.length).map((axis) => ({
    x,
    nodes: [unary({ op: 'Softmax', attributes: { axis } })],
  })),
);

const reduction: fc.Arbitrary<Operation> = fc
  .record({
    x: shape(1),
    op: fc.constantFrom('ReduceSum', 'ReduceMean'),
    keepDimensions: fc.boolean(),
    negative: fc.boolean(),
  })
  .chain(({ x, op, keepDimensions, negative }) =>
    // The network's head needs the batch.
    fc.subarray([...x.keys()].slice(1), { minLength: 1 }).map((reduced) => {
      const axes = reduced.map((axis) => (negative ? axis - x.length : axis));
      return { x, nodes: [unary({ op, attributes: { axes, keepDimensions } })] };
    }),
  );

/** One operand or both are stretched; either may have fewer dimensions. */
const elementwise: fc.Arbitrary<Operation> = fc
  .record({
    full: shape(1),
    op: fc.constantFrom('Add' as const, 'Mul' as const),
    stretched: fc.array(fc.constantFrom('x', 'w', ''), { minLength: 5, maxLength: 5 }),
    dropped: count(5, 0),
    swapped: fc.boolean(),
  })
  .map(({ full, op, stretched, dropped, swapped }) => {
    const stretch = (operand: string): number[] =>
      full.map((size, i) => (stretched[i] === operand && i > 0 ? 1 : size));
    return {
      x: stretch('x'),
      nodes: [swapped ? binary(op, 'w', 'x') : binary(op, 'x', 'w')],
      parameters: [parameter('w', stretch('w').slice(dropped))],
    };
  });

const matMul: fc.Arbitrary<Operation> = fc
  .record({
    images: count(3, 2),
    heads: fc.constantFrom<number[]>([], [2], [2, 3]),
    rows: count(4),
    inner: count(4, 2),
    columns: count(4),
    broadcast: fc.boolean(),
  })
  .map(({ images, heads, rows, inner, columns, broadcast }) => ({
    x: heads.length === 0 ? [images, inner] : [images, ...heads, rows, inner],
    nodes: [binary('MatMul', 'x', 'w')],
    parameters: [parameter('w', [...(broadcast ? [] : heads), inner, columns])],
  }));

const gemm: fc.Arbitrary<Operation> = fc
  .record({
    rows: count(4, 2),
    inner: count(4, 2),
    columns: count(4),
    transB: fc.boolean(),
    alpha: fc.constantFrom(1, 0.5),
    beta: fc.constantFrom(1, 2),
    addend: fc.constantFrom('none', 'scalar', 'row', 'column', 'matrix'),
  })
  .map(({ rows, inner, columns, addend, ...attributes }) => {
    const addends: Readonly<Record<string, Shape>> = {
      scalar: [],
      row: [columns],
      column: [rows, 1],
      matrix: [rows, columns],
    };
    const c = addends[addend];
    const node: Node = {
      op: 'Gemm',
      name: 'y',
      inputs: c ? ['x', 'b', 'c'] : ['x', 'b'],
      outputs: ['y'],
      attributes: { transA: false, ...attributes },
    };
    return {
      x: [rows, inner],
      nodes: [node],
      parameters: [
        parameter('b', attributes.transB ? [columns, inner] : [inner, columns]),
        ...(c ? [parameter('c', c, 'bias')] : []),
      ],
    };
  });

/** Split along an axis and joined again along it in another order, one part twice. */
const pieces: fc.Arbitrary<Operation> = fc
  .record({
    before: fc.array(count(3), { minLength: 1, maxLength: 2 }),
    sizes: fc.tuple(count(3), count(3), count(2)),
    after: fc.array(count(3), { maxLength: 2 }),
    negative: fc.boolean(),
  })
  .map(({ before, sizes, after, negative }) => {
    const x = [...before, sizes[0] + sizes[1] + sizes[2], ...after];
    const axis = negative ? before.length - x.length : before.length;
    return {
      x,
      nodes: [
        {
          op: 'Split',
          name: 's',
          inputs: ['x'],
          outputs: ['s0', 's1', 's2'],
          attributes: { axis, sizes },
        },
        {
          op: 'Concat',
          name: 'y',
          inputs: ['s2', 's0', 's1', 's2'],
          outputs: ['y'],
          attributes: { axis },
        },
      ],
    };
  });

/** A random transposition that keeps the batch first, and then a reshape. */
const movement: fc.Arbitrary<Operation> = shape(1).chain((x) =>
  fc
    .shuffledSubarray([...x.keys()].slice(1), { minLength: x.length - 1, maxLength: x.length - 1 })
    .map((rest) => ({
      x,
      nodes: [
        unary({ op: 'Transpose', attributes: { permutation: [0, ...rest] } }, 'x', 't'),
        unary({ op: 'Reshape', attributes: { shape: [0, -1, 1] } }, 't', 'y'),
      ],
    })),
);

interface AnyConvolution {
  readonly kernels: fc.Arbitrary<[number, number]>;
  readonly groups: fc.Arbitrary<number>;
  readonly dilations: fc.Arbitrary<[number, number]>;
  readonly largestPad: number;
}

function convolution(any: AnyConvolution): fc.Arbitrary<Operation> {
  return fc
    .record({
      images: count(3),
      window: window(any.kernels, any.largestPad),
      dilations: any.dilations,
      group: any.groups,
      groupInputs: count(3),
      groupOutputs: count(3),
      bias: fc.boolean(),
    })
    .map(({ images, window: { size, ...attributes }, dilations, group, ...options }) => {
      const inputs = group * options.groupInputs;
      const outputs = group * options.groupOutputs;
      const { kernelShape, pads } = attributes;
      const fits = ([0, 1] as const).every(
        (i) => (kernelShape[i] - 1) * dilations[i] < size[i] + pads[i] + (pads[i + 2] ?? 0),
      );
      const parameters: Parameter[] = [
        parameter('w', [outputs, options.groupInputs, ...kernelShape]),
        ...(options.bias ? [parameter('b', [outputs], 'bias')] : []),
      ];
      const node: Node = {
        op: 'Conv',
        name: 'y',
        inputs: options.bias ? ['x', 'w', 'b'] : ['x', 'w'],
        outputs: ['y'],
        attributes: { ...attributes, dilations: fits ? dilations : [1, 1], group },
      };
      return { x: [images, inputs, ...size], nodes: [node], parameters };
    });
}

const undilated = fc.constant<[number, number]>([1, 1]);

/** The factorised kernels of Inception V3, with the uneven pads that its valid and same windows make. */
const asymmetricConvolution = convolution({
  kernels: fc.constantFrom<[number, number]>([1, 7], [7, 1], [1, 3], [3, 1], [2, 5]),
  groups: fc.constant(1),
  dilations: undilated,
  largestPad: 4,
});

const groupedConvolution = convolution({
  kernels: pair(3),
  groups: count(4, 2),
  dilations: pair(2),
  largestPad: 2,
});

const batchNormalization: fc.Arbitrary<Operation> = fc
  .tuple(count(3, 2), count(3), count(3), count(3, 2))
  .map((x) => ({
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
      parameter('gamma', [x[1]], 'gamma'),
      parameter('beta', [x[1]], 'beta'),
      parameter('mean', [x[1]], 'runningMean'),
      parameter('variance', [x[1]], 'runningVariance'),
    ],
  }));

/** By what they are; every operator that changes values, with every attribute that it has. */
export const randomOperations: Readonly<Record<string, fc.Arbitrary<Operation>>> = {
  'average pools': averagePool,
  'max pools': maxPool,
  'global average pools': globalAveragePool,
  'local response normalisations': lrn,
  'batch normalisations': batchNormalization,
  'functions of single values': unaryOperation,
  'softmaxes over any axis': softmax,
  'sums and means over any axes': reduction,
  'stretched sums and products': elementwise,
  'products of matrices': matMul,
  'linear layers': gemm,
  'splits and joins along any axis': pieces,
  'transpositions and reshapes': movement,
  'convolutions with long kernels': asymmetricConvolution,
  'convolutions in groups': groupedConvolution,
};

/** Elements of the operation's input, so that tests can keep to small ones. */
export function sizeOf({ x }: Operation): number {
  return elementCount(x);
}
