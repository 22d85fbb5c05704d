/** @file Functions of single values and their gradients: one row for each operator. */
import { isClipBound, UNARY_OPERATORS, unaryOperatorOf } from '@convbench/graph';
import type { UnaryAttributes, UnaryGradNode, UnaryNode, UnaryOperator } from '@convbench/spec';
import type { LoweringContext } from './context.js';
import type { Lowerings } from './lowering.js';
import { plainShape } from './plainShape.js';
import { STEP_SLOPE } from './pool/poolStage.js';
import type { StepBuilder } from './stepBuilder.js';

interface UnaryLowering<Attributes> {
  value(x: string, attributes: Attributes, build: StepBuilder): string;
  /**
   * dx, from dy and from the tensor that the table in `@convbench/graph` names, both of the same shape; constants of
   * the given rank go with them.
   */
  gradient(
    dy: string,
    at: string,
    attributes: Attributes,
    build: StepBuilder,
    rank: number,
  ): string;
}

/** An operator without a row does not compile. */
const UNARY: { readonly [Op in UnaryOperator]: UnaryLowering<UnaryAttributes[Op]> } = {
  Relu: {
    value: (x, _, build) => build.op('Relu', [x]),
    gradient: (dy, y, _, build) => build.op('Mul', [dy, isPositive(y, build)]),
  },
  Sigmoid: {
    value: (x, _, build) => build.op('Sigmoid', [x]),
    gradient(dy, y, _, build) {
      const product = build.op('Mul', [dy, y]);
      return build.op('Sub', [product, build.op('Mul', [product, y])]);
    },
  },
  HardSigmoid: {
    value: (x, { alpha, beta }, build) =>
      build.op('HardSigmoid', [x], { alpha: { float: alpha }, beta: { float: beta } }),
    gradient(dy, y, { alpha }, build, rank) {
      const isInside = isPositive(build.op('Sub', [y, build.op('Mul', [y, y])]), build);
      const slope = build.op('Mul', [isInside, build.scalar(alpha, rank)]);
      return build.op('Mul', [dy, slope]);
    },
  },
  Clip: {
    value(x, { min, max }, build) {
      const bounds = [min, max].map((bound) => (isClipBound(bound) ? build.filled(bound, []) : ''));
      return build.op('Clip', [x, ...(bounds[1] === '' ? bounds.slice(0, 1) : bounds)]);
    },
    gradient(dy, y, { min, max }, build, rank) {
      const distances = [
        ...(isClipBound(min)
          ? [min === 0 ? y : build.op('Sub', [y, build.scalar(min, rank)])]
          : []),
        ...(isClipBound(max) ? [build.op('Sub', [build.scalar(max, rank), y])] : []),
      ];
      const [first, second] = distances;
      if (first === undefined) return dy;
      const inside = second === undefined ? first : build.op('Mul', [first, second]);
      return build.op('Mul', [dy, isPositive(inside, build)]);
    },
  },
};

/** 1 above 0, else 0; a comparison and a cast would cost several times as much. */
function isPositive(x: string, build: StepBuilder): string {
  return build.op('HardSigmoid', [x], { alpha: { float: STEP_SLOPE }, beta: { float: 0 } });
}

/** A Relu that its convolution has taken in is stored already. */
function lowerUnary(node: UnaryNode, context: LoweringContext): void {
  const [x] = node.inputs;
  const [y] = node.outputs;
  if (context.isStored(y)) return;
  const { value } = rowOf(node.op);
  context.store(y, value(context.stored(x), node.attributes, context.build), context.layoutOf(x));
}

function lowerUnaryGrad(node: UnaryGradNode, context: LoweringContext): void {
  const { build } = context;
  const [dy, at] = node.inputs;
  const layout = context.layoutOf(at);
  const shape = plainShape(at, layout, context);
  const [gradient, value] = [context.as(dy, layout), context.stored(at)].map((tensor) =>
    build.view(tensor, shape),
  ) as [string, string];
  const row = rowOf(unaryOperatorOf(node));
  const dx = row.gradient(gradient, value, node.attributes, build, shape.length);
  context.store(node.outputs[0], dx, layout);
}

function rowOf(op: UnaryOperator): UnaryLowering<UnaryNode['attributes']> {
  return UNARY[op] as UnaryLowering<UnaryNode['attributes']>;
}

export const unary = Object.fromEntries(
  UNARY_OPERATORS.flatMap((op) => [
    [op, lowerUnary],
    [`${op}Grad`, lowerUnaryGrad],
  ]),
) as unknown as Lowerings<UnaryOperator | UnaryGradNode['op']>;
