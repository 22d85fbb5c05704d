import type { Node, TrainingNode, UnaryOperator } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { forwardNode } from '../interpreter/forwardNode.js';
import { tensorOf } from '../interpreter/tensor.js';
import { trainingNode } from '../interpreter/trainingNode.js';
import { isUnary, isUnaryGrad, NO_CLIP, UNARY, UNARY_OPERATORS, unaryOperatorOf } from './unary.js';

function apply(op: UnaryOperator, attributes: object, values: readonly number[]): number[] {
  const node = { op, name: 'y', inputs: ['x'], outputs: ['y'], attributes } as unknown as Node;
  const [y] = forwardNode(node, [tensorOf([values.length], values)]);
  return [...y!.data];
}

function gradient(op: UnaryOperator, attributes: object, at: readonly number[]): number[] {
  const node = {
    op: `${op}Grad`,
    name: 'dx',
    inputs: ['dy', 'at'],
    outputs: ['dx'],
    attributes,
  } as unknown as TrainingNode;
  const shape = [at.length];
  const [dx] = trainingNode(
    node,
    [
      tensorOf(
        shape,
        at.map(() => 10),
      ),
      tensorOf(shape, at),
    ],
    [shape],
  );
  return [...dx!.data];
}

describe('functions of each value', () => {
  it.each(UNARY_OPERATORS)('%s passes NaN on', (op) => {
    for (const attributes of UNARY[op].examples)
      expect(apply(op, attributes, [NaN, 1])).toEqual([NaN, expect.any(Number)]);
  });

  it('are what ONNX defines', () => {
    expect(apply('Relu', {}, [-1, 0, 2])).toEqual([0, 0, 2]);
    expect(apply('Sigmoid', {}, [-800, 0, 800])).toEqual([0, 0.5, 1]);
    expect(apply('Sigmoid', {}, [Math.log(3)])[0]).toBeCloseTo(0.75, 14);
    expect(apply('HardSigmoid', { alpha: 0.5, beta: 0.25 }, [-1, 0, 1, 2])).toEqual([
      0, 0.25, 0.75, 1,
    ]);
    expect(apply('Clip', { min: -1, max: 6 }, [-2, 3, 7])).toEqual([-1, 3, 6]);
    expect(apply('Clip', { ...NO_CLIP, max: 1 }, [-2, 3])).toEqual([-2, 1]);
  });

  it('have no gradient where they are cut, bounds included', () => {
    expect(gradient('Relu', {}, [0, 1])).toEqual([0, 10]);
    expect(gradient('Clip', { min: 0, max: 6 }, [0, 3, 6])).toEqual([0, 10, 0]);
    expect(gradient('HardSigmoid', { alpha: 0.5, beta: 0 }, [0, 0.5, 1])).toEqual([0, 5, 0]);
  });

  it.each(UNARY_OPERATORS)('%s keeps its attributes in JSON', (op) => {
    const { examples } = UNARY[op];
    expect(JSON.parse(JSON.stringify(examples))).toEqual(examples);
  });

  it('refuse attributes that mean nothing', () => {
    expect(() => apply('Clip', { min: 1, max: 0 }, [1])).toThrow(
      "[convbench] [graph] Clip 'y' is not valid: there is nothing in [1, 0].",
    );
  });

  it('are told from other operators, and so are their gradients', () => {
    expect(isUnary({ op: 'Clip' })).toBe(true);
    expect(isUnary({ op: 'Softmax' })).toBe(false);
    const node = { op: 'HardSigmoidGrad' } as TrainingNode;
    expect(isUnaryGrad(node) && unaryOperatorOf(node)).toBe('HardSigmoid');
    expect(isUnaryGrad({ op: 'SoftmaxGrad' })).toBe(false);
  });
});
