/** @file Functions of single values: what each is in a file. */
import { isClipBound, NO_CLIP, UNARY_OPERATORS } from '@convbench/graph';
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
      const bound = (input: number, attribute: 'min' | 'max'): number => {
        const none = NO_CLIP[attribute];
        const value =
          reader.opset < 11 ? reader.float(attribute, none) : context.scalar(reader, input);
        return value === undefined || !isClipBound(value) ? none : shortestDecimal(value);
      };
      return { min: bound(1, 'min'), max: bound(2, 'max') };
    },
    write({ min, max }, addTensor) {
      const bound = (suffix: string, value: number): string =>
        isClipBound(value) ? addTensor(suffix, scalar(value)) : '';
      const bounds = [bound('min', min), bound('max', max)];
      return { extraInputs: bounds[1] === '' ? bounds.slice(0, 1) : bounds };
    },
  },
};

function translate(op: UnaryOperator): Translate {
  return (reader, context) => {
    const read = FORMS[op].read(reader, context);
    const isRelu = 'min' in read && read.min === 0 && !isClipBound(read.max);
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
