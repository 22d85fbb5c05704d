import type { Augmentation, ImageForm } from '@convbench/spec';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { seededGenerator } from '../seededGenerator.js';
import { colourJitter } from './colourJitter.js';
import { cutout } from './cutout.js';
import { horizontalFlip } from './horizontalFlip.js';
import { randomCrop } from './randomCrop.js';
import { randomResizedCrop } from './randomResizedCrop.js';
import type { ByteStep, ValueStep } from './step.js';

/** What is done to the images of a training, before and after they are normalised. */
export interface Augmenter {
  /** Changes a batch of images, bytes [N, C, size, size], in place; gives what `changeValues` goes on with. */
  changeBytes(images: Uint8Array, step: number): readonly RandomGenerator[];
  /** Changes the same batch after its normalisation. */
  changeValues(images: Float32Array, randoms: readonly RandomGenerator[]): void;
}

/**
 * The rules of `augmentation` in their order. Every image of a step has a random generator of its own, made from (seed,
 * step, place in the batch), that its rules draw from one after another: nothing depends on which thread does it, or on
 * where a training was begun.
 */
export function makeAugmenter(
  augmentation: Augmentation,
  form: ImageForm,
  seed: number,
): Augmenter {
  const byteSteps: ByteStep[] = [];
  const valueSteps: ValueStep[] = [];
  for (const rule of augmentation) {
    switch (rule.kind) {
      case 'random-crop':
        byteSteps.push(randomCrop(rule.padding, rule.fill, form));
        break;
      case 'horizontal-flip':
        byteSteps.push(horizontalFlip(rule.probability, form.inputSize));
        break;
      case 'random-resized-crop':
        byteSteps.push(randomResizedCrop(rule.scale, rule.ratio, rule.interpolation, form));
        break;
      case 'colour-jitter':
        byteSteps.push(colourJitter(rule, form.channels));
        break;
      case 'cutout':
        valueSteps.push(cutout(rule.size, form));
        break;
    }
  }
  const valuesPerImage = form.channels * form.inputSize ** 2;
  return {
    changeBytes(images, step) {
      if (augmentation.length === 0) return [];
      return Array.from({ length: images.length / valuesPerImage }, (_, i) => {
        const random = seededGenerator('augmentation', seed, step, i);
        const image = images.subarray(i * valuesPerImage, (i + 1) * valuesPerImage);
        for (const change of byteSteps) change(image, random);
        return random;
      });
    },
    changeValues(images, randoms) {
      if (valueSteps.length === 0) return;
      randoms.forEach((random, i) => {
        const image = images.subarray(i * valuesPerImage, (i + 1) * valuesPerImage);
        for (const change of valueSteps) change(image, random);
      });
    },
  };
}
