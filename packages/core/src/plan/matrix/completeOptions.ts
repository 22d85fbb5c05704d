import { UserError } from '@convbench/spec';
import type { ImageForm } from '@convbench/spec';
import { describeIssues } from '../config/describeIssues.js';
import type { FoundVariant } from '../plugins/types.js';

/** Up to this input size the published stems leave next to nothing of an image. */
const largestSmallStemInput = 64;

export interface MatrixPoint extends ImageForm {
  readonly classes: number;
}

/** The stem that an input size gets unless the options name one. */
export function defaultStem(inputSize: number): 'small' | 'imagenet' {
  return inputSize <= largestSmallStemInput ? 'small' : 'imagenet';
}

/**
 * An architecture's options, completed: what the config says, classes, channels and input size of the matrix, and the
 * defaults. Throws a `UserError` that lists everything that the architecture's schema refuses.
 */
export function completeOptions(
  found: FoundVariant,
  given: Readonly<Record<string, unknown>>,
  point: MatrixPoint,
): Record<string, unknown> {
  const { id } = found.variant;
  const fixed = ['classes', 'channels', 'inputSize'].filter((key) => key in given);
  if (fixed.length > 0)
    throw new UserError(
      'core',
      `The options of '${id}' set ${fixed.join(', ')}, which the matrix decides.`,
      'Leave them out; choose the data set and `inputSizes` instead.',
    );
  return parseArchitectureOptions(found, {
    ...stemFor(found, point.inputSize),
    ...given,
    ...point,
  });
}

/** Weights that come with a network were made for one stem, which is then the schema's default. */
export function stemFor(
  { plugin }: Pick<FoundVariant, 'plugin'>,
  inputSize: number,
): { stem?: 'small' | 'imagenet' } {
  return plugin.pretrained === undefined ? { stem: defaultStem(inputSize) } : {};
}

/**
 * The options of a network outside of a matrix; the stem follows the input size, where only that is given.
 * Throws a `UserError`.
 */
export function completeByItself(
  found: FoundVariant,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { inputSize } = given;
  const stem = typeof inputSize === 'number' ? stemFor(found, inputSize) : {};
  return parseArchitectureOptions(found, { ...stem, ...given });
}

/** Validates and completes options against the architecture's schema. Throws a `UserError`. */
export function parseArchitectureOptions(
  found: FoundVariant,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { plugin, variant } = found;
  const result = plugin.options.safeParse(options);
  if (result.success) return result.data;
  const lines = describeIssues(result.error, plugin.options, options);
  throw new UserError(
    'core',
    `The options of '${variant.id}' are not valid: ${lines.join(' ')}`,
    `Compare them with \`convbench describe ${variant.id}\`.`,
  );
}
