/** @file Relu, Clip, Cast, Add, Mul and what can be said with them: Sub, Div, Sum. */
import { elementType, isFloat } from '../constants.js';
import type { NodeReader } from '../nodeReader.js';
import { unsqueezed } from './movement.js';
import type { Translate, TranslationContext } from './context.js';

export const relu: Translate = (reader, context) => {
  context.emit(reader, {
    op: 'Relu',
    name: reader.name,
    inputs: [reader.requiredInput(0)],
    outputs: [reader.firstOutput],
    attributes: {},
  });
};

/** From 0 to infinity a Clip is a Relu; anything else is not in the vocabulary. */
export const clip: Translate = (reader, context) => {
  const bound = (input: number, attribute: string, fallback: number): number =>
    reader.opset < 11
      ? reader.float(attribute, fallback)
      : (context.scalar(reader, input) ?? fallback);
  const [minimum, maximum] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)];
  if (minimum !== 0 || maximum < 3e38) {
    throw reader.invalid(
      `clips to [${minimum}, ${maximum}]; only the Relu's [0, Infinity] is supported`,
    );
  }
  relu(reader, context);
};

/** Data are float32 throughout, so that a Cast among floating-point types, or to one, is the identity. */
export const cast: Translate = (reader, context) => {
  const to = elementType(reader.int('to', 0));
  if (to === undefined || !isFloat(to)) throw reader.invalid('turns data into integers');
  context.emit(reader, {
    op: 'Identity',
    name: reader.name,
    inputs: [reader.requiredInput(0)],
    outputs: [reader.firstOutput],
    attributes: {},
  });
};

export const add: Translate = (reader, context) => {
  binary(reader, context, 'Add', reader.requiredInput(0), alignedOperand(reader, context));
};

export const mul: Translate = (reader, context) => {
  binary(reader, context, 'Mul', reader.requiredInput(0), alignedOperand(reader, context));
};

export const sub: Translate = (reader, context) => {
  const b = mappedConstant(reader, context, 'negated', (value) => -value);
  binary(reader, context, 'Add', reader.requiredInput(0), b);
};

export const div: Translate = (reader, context) => {
  const b = mappedConstant(reader, context, 'reciprocal', (value) => 1 / value);
  binary(reader, context, 'Mul', reader.requiredInput(0), b);
};

/** Sum of any number of tensors, as Caffe2 exports its residual additions. */
export const sum: Translate = (reader, context) => {
  const [first, ...rest] = reader.inputs;
  if (first === undefined) throw reader.invalid('has no inputs');
  const y = reader.firstOutput;
  if (rest.length === 0) {
    const node = { op: 'Identity', name: reader.name, inputs: [first], outputs: [y] } as const;
    context.emit(reader, { ...node, attributes: {} });
    return;
  }
  let partial = first;
  rest.forEach((operand, index) => {
    const last = index === rest.length - 1;
    const output = last ? y : context.freshName(`${y}/partial`);
    const name = last ? reader.name : output;
    context.emit(reader, {
      op: 'Add',
      name,
      inputs: [partial, operand],
      outputs: [output],
      attributes: {},
    });
    partial = output;
  });
};

function binary(
  reader: NodeReader,
  context: TranslationContext,
  op: 'Add' | 'Mul',
  a: string,
  b: string,
): void {
  const outputs = [reader.firstOutput] as const;
  context.emit(reader, { op, name: reader.name, inputs: [a, b], outputs, attributes: {} });
}

/** The second operand; before opset 7 it may stand at an axis in the middle of the first. */
function alignedOperand(reader: NodeReader, context: TranslationContext): string {
  const b = reader.requiredInput(1);
  const tensor = context.constants.get(b);
  const axis = reader.opset < 7 ? reader.int('axis') : undefined;
  if (axis === undefined || reader.int('broadcast', 0) === 0) return b;
  if (tensor?.kind !== 'float') throw reader.invalid('broadcasts data along an axis');
  const a = reader.requiredInput(0);
  const trailing = context.rank(reader, a) - context.axis(reader, a, axis) - tensor.shape.length;
  const rank = tensor.shape.length;
  const shape = unsqueezed(
    tensor.shape,
    Array.from({ length: Math.max(trailing, 0) }, (_, i) => rank + i),
  );
  const name = context.freshName(`${b}/aligned`);
  context.addConstant(name, { ...tensor, shape: shape ?? tensor.shape });
  return name;
}

function mappedConstant(
  reader: NodeReader,
  context: TranslationContext,
  suffix: string,
  map: (value: number) => number,
): string {
  const b = alignedOperand(reader, context);
  const tensor = context.constants.get(b);
  if (tensor?.kind !== 'float') {
    throw reader.invalid(`has '${b}' as second operand, which is no floating-point constant`);
  }
  const name = context.freshName(`${b}/${suffix}`);
  context.addConstant(name, { ...tensor, values: tensor.values.map(map) });
  return name;
}
