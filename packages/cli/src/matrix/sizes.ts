import { InvalidArgumentError } from 'commander';

/** Parses a flag that takes an integer of at least `minimum`. */
export const integerOf =
  (minimum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < minimum)
      throw new InvalidArgumentError(`It must be an integer of at least ${minimum}.`);
    return value;
  };

/** Flags that say what a single network is built for. */
export interface SizeFlags {
  readonly inputSize?: string;
  readonly classes?: string;
  readonly channels?: string;
}

/** The flags as options of an architecture. What is no number is left to its schema to refuse. */
export function sizeOptions(flags: SizeFlags): Record<string, unknown> {
  const { inputSize, classes, channels } = flags;
  return Object.fromEntries(
    Object.entries({ inputSize, classes, channels })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, Number.isNaN(Number(value)) ? value : Number(value)]),
  );
}
