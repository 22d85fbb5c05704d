import type { Measuring } from '@convbench/spec';
import { InvalidArgumentError } from 'commander';

/** Parsers of flags: each takes the text and, of a flag that may stand several times, what came before. */
type Parser<Value> = (text: string) => Value;
type Collector<Value> = (text: string, previous?: readonly Value[]) => readonly Value[];

export const number =
  (accepts: (value: number) => boolean, what: string): Parser<number> =>
  (text) => {
    const value = Number(text);
    if (text.trim() === '' || !accepts(value))
      throw new InvalidArgumentError(`It must be ${what}.`);
    return value;
  };

export const positiveNumber = number((value) => value > 0, 'a positive number');
export const positiveInteger = number(
  (value) => Number.isInteger(value) && value > 0,
  'a positive integer',
);
export const naturalNumber = number(
  (value) => Number.isInteger(value) && value >= 0,
  'an integer of at least 0',
);

const collect =
  <Value>(parse: Parser<Value>): Collector<Value> =>
  (text, previous = []) => [...previous, ...text.split(/\s+/).filter(Boolean).map(parse)];

/** Also with commas in between. */
const listOf =
  <Value>(parse: Parser<Value>): Collector<Value> =>
  (text, previous) =>
    collect(parse)(text.replaceAll(',', ' '), previous);

export const integers = listOf(positiveInteger);
export const inputSizes = listOf((word): number | 'native' =>
  word === 'native' ? word : positiveInteger(word),
);
export const oneOf = <Choice extends string>(choices: readonly Choice[]): Collector<Choice> =>
  listOf((word) => {
    const choice = choices.find((each) => each === word);
    if (choice !== undefined) return choice;
    throw new InvalidArgumentError(`It must be one of: ${choices.join(', ')}.`);
  });

export const words = collect((text) => text);
export const paths: Collector<string> = (text, previous = []) => [...previous, text];
/** A path may have spaces. */
export const wordsOrModel: Collector<string> = (text, previous) =>
  /\.onnx(:|$)/i.test(text) ? paths(text, previous) : words(text, previous);

const bytesPerUnit: Readonly<Record<string, number>> = {
  MB: 1e6,
  GB: 1e9,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** '2GB', '512 MiB' as a number of bytes. */
export const size: Parser<number> = (text) => {
  const [, digits, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(text) ?? [];
  const factor = bytesPerUnit[unit];
  if (digits === undefined || factor === undefined || Number(digits) === 0)
    throw new InvalidArgumentError('It must be a size such as 2GB or 512MiB.');
  return Math.round(Number(digits) * factor);
};

/** '30' or '30min', '90s', '2h' as minutes. */
export const minutes: Parser<number> = (text) => {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*(s|min|h)?\s*$/.exec(text) ?? [];
  if (digits === undefined || Number(digits) === 0)
    throw new InvalidArgumentError('It must be a time such as 90s, 30min or 2h.');
  return Number(digits) * (unit === 's' ? 1 / 60 : unit === 'h' ? 60 : 1);
};

/** '3' as a number, '5..30' as a range. */
export const rounds: Parser<Measuring['rounds']> = (text) => {
  const [, first, second] = /^\s*(\d+)\s*(?:\.\.\s*(\d+)\s*)?$/.exec(text) ?? [];
  const [least, most] = [Number(first), Number(second ?? first)];
  if (first === undefined || least === 0 || most < least)
    throw new InvalidArgumentError('It must be a number such as 3, or a range such as 5..30.');
  return second === undefined ? least : { least, most };
};

/** '5%' or '0.05' as a part. */
export const share: Parser<number> = (text) => {
  const [, digits, percent] = /^\s*(\d+(?:\.\d+)?)\s*(%)?\s*$/.exec(text) ?? [];
  const value = Number(digits) / (percent === undefined ? 1 : 100);
  if (digits === undefined || !(value > 0 && value < 1))
    throw new InvalidArgumentError('It must be a part such as 5% or 0.05.');
  return value;
};
