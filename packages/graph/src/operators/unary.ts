/** @file Functions of each value by itself: activations and their like. */
import type {
  TrainingNode,
  UnaryAttributes,
  UnaryGradNode,
  UnaryNode,
  UnaryOperator,
} from '@convbench/spec';
import { zeros } from '../interpreter/tensor.js';
import { invalid } from './checks.js';
import type { OperatorRule, OperatorRules, TrainingRule, TrainingRules } from './rule.js';

/** None of them counts in MACs, and each makes a tensor of its own: what the family has in common is said here. */
export interface UnaryRule<Attributes> {
  value(x: number, attributes: Attributes): number;
  readonly derivative: {
    /** Of which value it is computed: a training step keeps that tensor until the gradient is made. */
    readonly from: 'input' | 'output';
    value(at: number, attributes: Attributes): number;
  };
  /** What is wrong with the attributes. */
  complaint?(attributes: Attributes): string | undefined;
  /** Attributes with which the conformance suites try the operator. */
  readonly examples: readonly [Attributes, ...Attributes[]];
}

/** The bounds of a Clip that has none: those of a float32, as in ONNX. Finite, so that a graph can be JSON. */
export const NO_CLIP: UnaryAttributes['Clip'] = {
  min: -3.4028234663852886e38,
  max: 3.4028234663852886e38,
};

/** Whether a Clip cuts anything there. */
export function isClipBound(bound: number): boolean {
  return Math.abs(bound) < 3e38;
}

/** The one place where such an operator is defined. NaN stays NaN. */
export const UNARY: { readonly [Op in UnaryOperator]: UnaryRule<UnaryAttributes[Op]> } = {
  Relu: {
    value: (x) => (x < 0 ? 0 : x),
    derivative: { from: 'output', value: (y) => (y > 0 ? 1 : 0) },
    examples: [{}],
  },
  Sigmoid: {
    value: (x) => 1 / (1 + Math.exp(-x)),
    derivative: { from: 'output', value: (y) => y * (1 - y) },
    examples: [{}],
  },
  HardSigmoid: {
    value: (x, { alpha, beta }) => clamp(alpha * x + beta, 0, 1),
    derivative: { from: 'output', value: (y, { alpha }) => (y > 0 && y < 1 ? alpha : 0) },
    examples: [
      { alpha: 0.16666667, beta: 0.5 },
      { alpha: 0.7, beta: 0.25 },
    ],
  },
  Clip: {
    value: (x, { min, max }) => clamp(x, min, max),
    // Nothing flows at the bounds themselves: PyTorch's rule for ReLU6.
    derivative: { from: 'output', value: (y, { min, max }) => (y > min && y < max ? 1 : 0) },
    complaint({ min, max }) {
      if (!Number.isFinite(min) || !Number.isFinite(max)) return 'its bounds must be finite';
      return min <= max ? undefined : `there is nothing in [${min}, ${max}]`;
    },
    examples: [
      { min: 0, max: 6 },
      { min: -0.4, max: 0.3 },
      { min: NO_CLIP.min, max: 0.2 },
      { min: -0.3, max: NO_CLIP.max },
    ],
  },
};

export const UNARY_OPERATORS = Object.keys(UNARY) as readonly UnaryOperator[];

/** Also of an operator of another vocabulary, by its name. */
export function isUnary(node: { readonly op: string }): node is UnaryNode {
  return Object.hasOwn(UNARY, node.op);
}

export function isUnaryGrad(node: Pick<TrainingNode, 'op'>): node is UnaryGradNode {
  return node.op.endsWith('Grad') && Object.hasOwn(UNARY, node.op.slice(0, -'Grad'.length));
}

/** The forward operator that a gradient belongs to. */
export function unaryOperatorOf(node: UnaryGradNode): UnaryOperator {
  return node.op.slice(0, -'Grad'.length) as UnaryOperator;
}

function clamp(x: number, min: number, max: number): number {
  return x < min ? min : x > max ? max : x;
}

const forward: OperatorRule<UnaryNode> = {
  shapes(node, [x]) {
    const complaint = ruleOf(node.op).complaint?.(node.attributes);
    if (complaint !== undefined) throw invalid(node, complaint);
    return [x];
  },
  values({ op, attributes }, [x]) {
    const { value } = ruleOf(op);
    const y = zeros(x.shape);
    // A loop: `map` is three times as slow, and every other node of a network is one of these.
    for (let i = 0; i < y.data.length; i++) y.data[i] = value(x.data[i] as number, attributes);
    return [y];
  },
};

/** dx = dy * f'(x) */
const backward: TrainingRule<UnaryGradNode> = (node, [dy, at]) => {
  const { value } = ruleOf(unaryOperatorOf(node)).derivative;
  const data = dy.data.map((each, i) => each * value(at.data[i] as number, node.attributes));
  return [{ shape: dy.shape, data }];
};

/** The attributes of a node are those of its operator: the union says so, but not for a table that is looked up. */
function ruleOf(op: UnaryOperator): UnaryRule<UnaryNode['attributes']> {
  return UNARY[op] as UnaryRule<UnaryNode['attributes']>;
}

export const unary = Object.fromEntries(
  UNARY_OPERATORS.map((op) => [op, forward]),
) as unknown as OperatorRules<UnaryOperator>;

export const unaryGradients = Object.fromEntries(
  UNARY_OPERATORS.map((op) => [`${op}Grad`, backward]),
) as unknown as TrainingRules<UnaryGradNode['op']>;
