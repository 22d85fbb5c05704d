import { architectureOptionsSchema, z } from '@convbench/spec';
import type { ArchitecturePlugin } from '@convbench/spec';
import { expect, it } from 'vitest';
import type { FoundVariant } from '../plugins/types.js';
import { completeOptions, defaultStem } from './completeOptions.js';

const found = {
  plugin: {
    options: architectureOptionsSchema.extend({ width: z.number().positive().default(1) }),
  } as unknown as ArchitecturePlugin,
  variant: { id: 'net' },
} as unknown as FoundVariant;
const point = { inputSize: 32, channels: 1, classes: 10 };

it.each([
  [28, 'small'],
  [64, 'small'],
  [65, 'imagenet'],
  [224, 'imagenet'],
] as const)('%d px get the stem %s', (inputSize, stem) => {
  expect(defaultStem(inputSize)).toBe(stem);
});

it('takes the matrix and the defaults, and what is given', () => {
  expect(completeOptions(found, {}, point)).toEqual({ ...point, stem: 'small', width: 1 });
  expect(completeOptions(found, { stem: 'imagenet', width: 0.5 }, point)).toEqual({
    ...point,
    stem: 'imagenet',
    width: 0.5,
  });
});

it('refuses what the matrix decides', () => {
  expect(() => completeOptions(found, { inputSize: 64, classes: 2 }, point)).toThrow(
    "The options of 'net' set classes, inputSize, which the matrix decides.",
  );
});

it('refuses what the schema refuses, all at once', () => {
  expect(() => completeOptions(found, { widht: 1, width: -1 }, point)).toThrow(
    /width is -1: .* widht: there is no such key\. Did you mean 'width'\?/,
  );
});
