/** Gradients of an operation, held against central differences of the float64 interpreter's loss. */
import { inferShapes, interpretTrainingStep, UNARY, UNARY_OPERATORS } from '@convbench/graph';
import type { Constant, Graph, Node, Parameter, Shape, UnaryNode } from '@convbench/spec';
import { differentiate, dropoutMasks, initialState } from '@convbench/train';
import { expect } from 'vitest';

const CLASSES = 3;

/** Nodes that lead from the tensor 'x' to the tensor 'y'. */
export interface Operation {
  /** First dimension: the batch. */
  readonly x: Shape;
  readonly nodes: readonly Node[];
  readonly parameters?: readonly Parameter[];
}

interface Unary {
  readonly op: string;
  readonly attributes: object;
}

export function unary({ op, attributes }: Unary, input = 'x', output = 'y'): Node {
  return { op, name: output, inputs: [input], outputs: [output], attributes } as unknown as Node;
}

/** Every function of single values, with each of the attributes that its rule names. */
export const UNARY_NODES: readonly Pick<UnaryNode, 'op' | 'attributes'>[] = UNARY_OPERATORS.flatMap(
  (op) => UNARY[op].examples.map((attributes) => ({ op, attributes }) as UnaryNode),
);

export function binary(op: 'Add' | 'Mul' | 'MatMul', a: string, b: string): Node {
  return { op, name: 'y', inputs: [a, b], outputs: ['y'], attributes: {} };
}

export function parameter(
  name: string,
  shape: Shape,
  role: Parameter['role'] = 'weight',
): Parameter {
  return { name, shape, role };
}

/** The operation between a product with P and fixed random class scores, so that no gradient is zero. */
export function networkOf({ x, nodes, parameters = [] }: Operation): Graph {
  const [batch = 0, ...image] = x;
  const graph: Graph = {
    name: 'check',
    input: { name: 'image', shape: ['N', ...image] },
    outputs: ['logits'],
    nodes: [
      { op: 'Mul', name: 'entry', inputs: ['image', 'P'], outputs: ['x'], attributes: {} },
      ...nodes,
      unary({ op: 'Reshape', attributes: { shape: [batch, -1] } }, 'y', 'flat'),
    ],
    parameters: [parameter('P', x), ...parameters],
    constants: [],
  };
  const features = inferShapes(graph, batch).get('flat')?.[1] ?? 0;
  const head: Constant = {
    name: 'head',
    shape: [CLASSES, features],
    values: random(7, CLASSES * features),
  };
  const scores: Node = {
    op: 'Gemm',
    name: 'logits',
    inputs: ['flat', 'head'],
    outputs: ['logits'],
    attributes: { transA: false, transB: true, alpha: 1, beta: 1 },
  };
  return { ...graph, nodes: [...graph.nodes, scores], constants: [head] };
}

/** In (-1, 1), from a sequence without short cycles. */
function random(seed: number, size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => {
    const u = Math.sin(seed * 12.9898 + (i + 1) * 78.233) * 43_758.5453;
    return 2 * (u - Math.floor(u)) - 1;
  });
}

/** Compares every gradient of the operation with a central difference of the loss, element by element. */
export function expectGradients(operation: Operation, labelSmoothing = 0.1): void {
  const graph = networkOf(operation);
  const [batchSize = 0] = operation.x;
  const training = differentiate(graph, {
    batchSize,
    optimizer: { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 },
    labelSmoothing,
  });
  const weights = new Map(
    graph.parameters.map(({ name, shape }, i) => [name, random(i + 1, sizeOf(shape))]),
  );
  const start = initialState(training, weights);
  const feeds = {
    images: random(99, sizeOf(operation.x)),
    labels: Int32Array.from({ length: batchSize }, (_, n) => n % CLASSES),
    learningRate: 0,
    step: 1,
    dropoutMasks: dropoutMasks(training, 5, 1),
  };
  const step = interpretTrainingStep(training, start, feeds);
  for (const [name, shape] of Object.entries(training.shapes))
    expect(step.tensors.get(name)?.shape, name).toEqual(shape);

  const state = new Map([...start].map(([name, values]) => [name, Float64Array.from(values)]));
  const trainable = graph.parameters.filter(({ role }) => !role.startsWith('running'));
  expect(training.gradients.map((entry) => entry.parameter)).toEqual(
    trainable.map(({ name }) => name),
  );
  for (const { parameter: name, gradient } of training.gradients) {
    const values = state.get(name) as Float64Array;
    const numeric = values.map((value, i) => {
      const lossAt = (shifted: number): number => {
        values[i] = shifted;
        return interpretTrainingStep(training, state, feeds).loss;
      };
      const h = 1e-5;
      const difference = (lossAt(value + h) - lossAt(value - h)) / (2 * h);
      values[i] = value;
      return difference;
    });
    const analytic = step.tensors.get(gradient)?.data ?? new Float64Array();
    const errors = numeric.map((value, i) => Math.abs(value - (analytic[i] ?? NaN)));
    expect(Math.max(...errors), name).toBeLessThan(2e-8);
    expect(Math.max(...analytic.map(Math.abs)), `${name} has a gradient`).toBeGreaterThan(1e-6);
  }
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
