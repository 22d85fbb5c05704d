/** @file Functions of single values: what each is in a file. */
import { UNARY_OPERATORS } from '@convbench/graph';
import type { UnaryAttributes, UnaryNode, UnaryOperator } from '@convbench/spec';
import { shortestDecimal } from '../nodeReader.js';
import type { NodeReader } from '../nodeReader.js';
import type { Translate, TranslationContext } from './context.js';
import { plain, scalar } from './encoder.js';
import type { AddTensor, Encoders, Operands } from './encoder.js';

interface UnaryForm<Op extends UnaryOperator> {
  /** The attributes of a node of the file. */
  read(reader: NodeReader, context: TranslationContext): UnaryAttributes[Op];
  write(attributes: UnaryAttributes[Op], addTensor: AddTensor): Operands;
}

const FORMS: { readonly [Op in UnaryOperator]: UnaryForm<Op> } = {
  Relu: { read: () => ({}), write: plain },
  Sigmoid: { read: () => ({}), write: plain },
  HardSigmoid: {
    read: (reader) => ({ alpha: reader.float('alpha', 0.2), beta: reader.float('beta', 0.5) }),
    write: ({ alpha, beta }) => ({
      attributes: { alpha: { float: alpha }, beta: { float: beta } },
    }),
  },
  Clip: {
    read(reader, context) {
      const bound = (input: number, attribute: string, none: number): number => {
        const value =
          reader.opset < 11 ? reader.float(attribute, none) : context.scalar(reader, input);
        // Files write the largest float where they mean no bound.
        return value === undefined || Math.abs(value) > 3e38 ? none : shortestDecimal(value);
      };
      return { min: bound(1, 'min', -Infinity), max: bound(2, 'max', Infinity) };
    },
    write({ min, max }, addTensor) {
      const bound = (suffix: string, value: number): string =>
        Number.isFinite(value) ? addTensor(suffix, scalar(value)) : '';
      const bounds = [bound('min', min), bound('max', max)];
      return { extraInputs: bounds[1] === '' ? bounds.slice(0, 1) : bounds };
    },
  },
};

function translate(op: UnaryOperator): Translate {
  return (reader, context) => {
    const read = FORMS[op].read(reader, context);
    const isRelu = 'min' in read && read.min === 0 && read.max === Infinity;
    context.emit(reader, {
      op: isRelu ? 'Relu' : op,
      name: reader.name,
      inputs: [reader.requiredInput(0)],
      outputs: [reader.firstOutput],
      attributes: isRelu ? {} : read,
    } as UnaryNode);
  };
}

export const unaryTranslations: readonly (readonly [string, Translate])[] = UNARY_OPERATORS.map(
  (op) => [op, translate(op)],
);

export const unaryEncoders = Object.fromEntries(
  UNARY_OPERATORS.map((op) => [
    op,
    ({ attributes }: UnaryNode, addTensor: AddTensor) =>
      (FORMS[op] as UnaryForm<UnaryOperator>).write(attributes, addTensor),
  ]),
) as unknown as Encoders<UnaryOperator>;
