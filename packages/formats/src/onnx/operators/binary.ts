/** @file Add, Mul and what can be said with them: Sub, Div, Sum. */
import type { NodeReader } from '../nodeReader.js';
import { unsqueezed } from './movement.js';
import type { Translate, TranslationContext } from './context.js';
import { plain, type Encoders } from './encoder.js';

export const binaryEncoders: Encoders<'Add' | 'Mul'> = { Add: plain, Mul: plain };

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
