import { epochPermutation } from '@convbench/data';
import type { OpenSplit, Recipe } from '@convbench/spec';
import { heldOutImages } from '@convbench/train';
import { partOfImagesSource, partReader } from './partOfImages.js';

/** No training has an epoch of this number, so that the choice is another than the order of any of them. */
const CHOICE = -1;

/**
 * Divides the training images into those that are trained on and those that the recipe holds out, by the seed. Without
 * a validation nothing is held out.
 */
export function holdOut(
  split: OpenSplit,
  recipe: Pick<Recipe, 'validation'>,
  seed: number,
): { readonly trained: OpenSplit; readonly heldOut: OpenSplit | undefined } {
  const count = heldOutImages(recipe, split.length);
  if (count === 0) return { trained: split, heldOut: undefined };
  const chosen = epochPermutation(split.length, seed, CHOICE);
  // In the order of the split, which files are read fastest in.
  return {
    trained: partOf(split, chosen.slice(count).sort()),
    heldOut: partOf(split, chosen.slice(0, count).sort()),
  };
}

function partOf(split: OpenSplit, indices: Uint32Array): OpenSplit {
  const { classes, channels, inputSize, source } = split;
  return {
    length: indices.length,
    classes,
    channels,
    inputSize,
    labels: Uint16Array.from(indices, (index) => split.labels[index] as number),
    ...partReader(split, indices),
    source: source && partOfImagesSource({ whole: source, indices }),
  };
}
