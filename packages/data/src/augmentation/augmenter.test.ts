import { augmentationSchema, type AugmentationStepInput } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeAugmenter } from './augmenter.js';

const form = { inputSize: 8, channels: 3 };
const values = 3 * 64;
const everyRule: AugmentationStepInput[] = [
  { kind: 'random-resized-crop' },
  { kind: 'random-crop', padding: 2 },
  { kind: 'horizontal-flip' },
  { kind: 'colour-jitter', brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
  { kind: 'cutout', size: 3 },
];
const photograph = Uint8Array.from({ length: values }, (_, i) => (i * 101 + (i >> 3) * 7) % 256);

/** A batch of `count` copies of an image after its bytes, then its values, were changed. */
function augmented(steps: AugmentationStepInput[], seed: number, step: number, count: number) {
  const augmenter = makeAugmenter(augmentationSchema.parse(steps), form, seed);
  const bytes = new Uint8Array(count * values);
  for (let i = 0; i < count; i++) bytes.set(photograph, i * values);
  const randoms = augmenter.changeBytes(bytes, step);
  const images = Float32Array.from(bytes, (byte) => byte + 1);
  augmenter.changeValues(images, randoms);
  return Array.from({ length: count }, (_, i) =>
    images.subarray(i * values, (i + 1) * values).join(),
  );
}

describe('what happens to an image', () => {
  test('follows from seed, step and place', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1e6), (seed, step) => {
        const images = augmented(everyRule, seed, step, 6);
        expect(augmented(everyRule, seed, step, 6)).toEqual(images);
        // Whatever else is in the batch.
        expect(augmented(everyRule, seed, step, 3)).toEqual(images.slice(0, 3));
      }),
      { numRuns: 20 },
    );
  });

  test('is another with another seed, step or place', () => {
    const images = [
      ...augmented(everyRule, 1, 0, 4),
      ...augmented(everyRule, 1, 1, 4),
      ...augmented(everyRule, 2, 0, 4),
      ...augmented(everyRule, 2 ** 32 + 1, 0, 4),
    ];
    expect(new Set(images).size).toBe(16);
  });

  test('is nothing where there is no rule, or none that ever applies', () => {
    const untouched = Array.from(photograph, (byte) => byte + 1).join();
    const never: AugmentationStepInput[] = [
      { kind: 'horizontal-flip', probability: 0 },
      { kind: 'random-resized-crop', scale: [1, 1], ratio: [1, 1] },
      { kind: 'colour-jitter' },
    ];
    for (const steps of [[], never]) {
      expect(augmented(steps, 5, 7, 3)).toEqual([untouched, untouched, untouched]);
    }
  });
});

test('rules are done in their order: what a crop brings in is coloured by a later rule alone', () => {
  const crop: AugmentationStepInput = { kind: 'random-crop', padding: 4, fill: 100 };
  const darken: AugmentationStepInput = { kind: 'colour-jitter', brightness: 0.9 };
  const fillIn = (steps: AugmentationStepInput[]) =>
    augmented(steps, 3, 0, 20).filter((image) => image.split(',').includes('101')).length;
  expect(fillIn([darken, crop])).toBeGreaterThan(15);
  expect(fillIn([crop, darken])).toBeLessThan(10);
});

test('cutout is 0 after normalisation, not the byte 0', () => {
  const [image] = augmented([{ kind: 'cutout', size: 100 }], 1, 1, 1);
  expect(new Set(image!.split(','))).toEqual(new Set(['0']));
});
