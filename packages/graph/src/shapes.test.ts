import type { Graph, Node, Shape } from '@convbench/spec';
import { isUserError } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementCount } from './axes.js';
import { graphBuilder } from './builder.js';
import { inferShapes, nodeOutputShapes } from './shapes.js';

type Operator = Node extends infer N
  ? N extends Node
    ? Pick<N, 'op' | 'attributes'>
    : never
  : never;

/** The shapes that an operator makes of inputs of the given shapes. */
function shapesOf(operator: Operator, inputs: readonly Shape[], outputs = 1): readonly Shape[] {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);
  const node = { ...operator, name: 'n', inputs: names(inputs.length), outputs: names(outputs) };
  return nodeOutputShapes(node as unknown as Node, inputs);
}

const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
const windowed = (pads: readonly [number, number, number, number]) =>
  ({ kernelShape: [3, 2], strides: [2, 1], pads }) as const;

describe('nodeOutputShapes', () => {
  test('tells height from width in windows, and all four pads apart', () => {
    const maxPool: Operator = {
      op: 'MaxPool',
      attributes: { ...windowed([1, 0, 2, 3]), ceilMode: false },
    };
    expect(shapesOf(maxPool, [[2, 4, 8, 5]])).toEqual([[2, 4, 5, 7]]);
    const conv: Operator = {
      op: 'Conv',
      attributes: { ...windowed([0, 1, 0, 1]), dilations: [2, 1], group: 2 },
    };
    expect(shapesOf(conv, [[2, 4, 8, 5], [6, 2, 3, 2], [6]])).toEqual([[2, 6, 2, 6]]);
  });

  test('multiplies matrices as transposed', () => {
    const gemm = (transA: boolean, transB: boolean): Operator => ({
      op: 'Gemm',
      attributes: { transA, transB, alpha: 1, beta: 1 },
    });
    expect(shapesOf(gemm(false, true), [[2, 3], [4, 3], [4]])).toEqual([[2, 4]]);
    expect(
      shapesOf(gemm(true, false), [
        [3, 2],
        [3, 4],
        [1, 4],
      ]),
    ).toEqual([[2, 4]]);
    const matMul: Operator = { op: 'MatMul', attributes: {} };
    expect(
      shapesOf(matMul, [
        [5, 1, 2, 3],
        [7, 3, 4],
      ]),
    ).toEqual([[5, 7, 2, 4]]);
  });

  test('reshapes with copied and remaining dimensions', () => {
    const reshape = (target: readonly number[]): Operator => ({
      op: 'Reshape',
      attributes: { shape: target },
    });
    expect(shapesOf(reshape([0, 2, -1]), [[4, 6, 5]])).toEqual([[4, 2, 15]]);
    for (const wrong of [
      [0, 7, -1],
      [-1, -1],
      [4, 31],
      [0, 0, 0, 0],
    ])
      expect(() => shapesOf(reshape(wrong), [[4, 6, 5]])).toThrow(/cannot take the shape/);
  });

  test('reduces, transposes and flattens along any axes', () => {
    const x = [2, 3, 4, 5];
    const sum = (keepDimensions: boolean): Operator => ({
      op: 'ReduceSum',
      attributes: { axes: [1, -1], keepDimensions },
    });
    expect(shapesOf(sum(true), [x])).toEqual([[2, 1, 4, 1]]);
    expect(shapesOf(sum(false), [x])).toEqual([[2, 4]]);
    const permutation = [0, 3, 1, 2];
    expect(shapesOf({ op: 'Transpose', attributes: { permutation } }, [x])).toEqual([[2, 5, 3, 4]]);
    const flatten = (axis: number): Operator => ({ op: 'Flatten', attributes: { axis } });
    expect([0, 1, 2, 4, -1].map((axis) => shapesOf(flatten(axis), [x])[0])).toEqual([
      [1, 120],
      [2, 60],
      [6, 20],
      [120, 1],
      [24, 5],
    ]);
  });

  test('keeps the shape for what works element by element', () => {
    const x = [2, 3, 4, 5];
    const operators: Operator[] = [
      { op: 'Relu', attributes: {} },
      { op: 'Identity', attributes: {} },
      { op: 'Dropout', attributes: { ratio: 0.5 } },
      { op: 'Softmax', attributes: { axis: -1 } },
      { op: 'LRN', attributes: { size: 5, alpha: 1e-4, beta: 0.75, bias: 1 } },
    ];
    for (const operator of operators) expect(shapesOf(operator, [x])).toEqual([x]);
    const norm: Operator = {
      op: 'BatchNormalization',
      attributes: { epsilon: 1e-5, momentum: 0.9 },
    };
    expect(shapesOf(norm, [x, [3], [3], [3], [3]])).toEqual([x]);
    expect(() => shapesOf(norm, [x, [3], [3], [4], [3]])).toThrow(/one value for each channel/);
    expect(() => shapesOf({ op: 'Softmax', attributes: { axis: 4 } }, [x])).toThrow(/no axis 4/);
  });

  test('a split joined again is what it was', () => {
    const cases = shape.chain((x) =>
      fc.record({
        x: fc.constant(x),
        axis: fc.integer({ min: -x.length, max: x.length - 1 }),
        cut: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(cases, ({ x, axis, cut }) => {
        const size = x.at(axis)!;
        const sizes = [cut % size, size - (cut % size)].filter((part) => part > 0);
        const parts = shapesOf({ op: 'Split', attributes: { axis, sizes } }, [x], sizes.length);
        expect(parts.map((part) => part.at(axis))).toEqual(sizes);
        expect(shapesOf({ op: 'Concat', attributes: { axis } }, parts)).toEqual([x]);
      }),
    );
  });

  test('broadcasting is symmetric, and every side can be stretched to the result', () => {
    const stretched = (x: readonly number[], ones: readonly boolean[], drop: number) =>
      x.map((n, axis) => (ones[axis] ? 1 : n)).slice(Math.min(drop, x.length));
    const cases = fc.record({
      x: shape,
      ones: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      drop: fc.nat(3),
    });
    fc.assert(
      fc.property(cases, ({ x, ones, drop }) => {
        const y = stretched(x, ones, drop);
        const add: Operator = { op: 'Add', attributes: {} };
        expect(shapesOf(add, [x, y])).toEqual([x]);
        expect(shapesOf(add, [y, x])).toEqual([x]);
      }),
    );
  });

  test('views keep the number of elements', () => {
    fc.assert(
      fc.property(shape, fc.nat(4), (x, axis) => {
        const at = Math.min(axis, x.length);
        const [flat] = shapesOf({ op: 'Flatten', attributes: { axis: at } }, [x]);
        expect(elementCount(flat!)).toBe(elementCount(x));
        const target = [...x.slice(0, at).map(() => 0), -1];
        const [reshaped] = shapesOf({ op: 'Reshape', attributes: { shape: target } }, [x]);
        expect(elementCount(reshaped!)).toBe(elementCount(x));
      }),
    );
  });
});

describe('inferShapes', () => {
  function network(): Graph {
    const b = graphBuilder({ name: 'net', channels: 3, height: 8, width: 6 });
    const conv = b.conv('conv', b.input, { channels: 4, kernel: 3 });
    const scale = b.constant('scale', [4, 1, 1], new Float32Array(4));
    const flat = b.flatten('flat', b.mul('scaled', conv, scale));
    return b.build(b.linear('logits', flat, { features: 2 }));
  }

  test('gives every tensor a shape, with the batch chosen', () => {
    expect(Object.fromEntries(inferShapes(network(), 7))).toEqual({
      input: [7, 3, 8, 6],
      'conv.weight': [4, 3, 3, 3],
      'conv.bias': [4],
      scale: [4, 1, 1],
      'logits.weight': [2, 96],
      'logits.bias': [2],
      conv: [7, 4, 6, 4],
      scaled: [7, 4, 6, 4],
      flat: [7, 96],
      logits: [7, 2],
    });
  });

  test('refuses a node that stands before its input', () => {
    const graph = network();
    const turned = { ...graph, nodes: graph.nodes.toReversed() };
    expect(() => inferShapes(turned, 1)).toThrow(/'flat' is made by no node before it/);
  });

  test('names the node whose shapes do not agree, as a mistake of the user', () => {
    const graph = network();
    const [weight, ...others] = graph.parameters;
    const wrong = { ...graph, parameters: [{ ...weight!, shape: [4, 5, 3, 3] }, ...others] };
    try {
      inferShapes(wrong, 1);
      expect.unreachable();
    } catch (error) {
      expect(isUserError(error)).toBe(true);
      expect((error as Error).message).toMatch(/^\[convbench\] \[graph\] Conv 'conv' is not valid/);
    }
  });
});
