import type { ImageForm, OpenSplit } from '@convbench/spec';
import { checkIndex } from '../checkIndex.js';
import { dataError } from '../dataError.js';
import { readIdxBytes } from './idx.js';
import { greyForm } from './greyForm.js';

/** A file's unpacked bytes and the name that messages call it by. */
export interface NamedBytes {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Images [N, size, size] and labels [N] of two IDX files as a split. Images are kept as they are stored and brought
 * to the form when read, so that a large input size costs no memory.
 *
 * Throws a `UserError` when the counts differ, the images are not `size` pixels square or a label is no class.
 */
export function idxSplit(
  images: NamedBytes,
  labels: NamedBytes,
  facts: { readonly classes: readonly string[]; readonly size: number },
  form: ImageForm,
): OpenSplit {
  const { classes, size } = facts;
  const remedy = 'Use the files as the data set publishes them.';
  const pixels = readIdxBytes(images.bytes, images.path, 3);
  const [count = 0, height, width] = pixels.shape;
  if (height !== size || width !== size) {
    throw dataError(
      `${images.path} holds images of another size: expected ${size} x ${size}, found ${height} x ${width}.`,
      remedy,
    );
  }
  const classNumbers = readIdxBytes(labels.bytes, labels.path, 1).elements;
  if (classNumbers.length !== count) {
    throw dataError(
      `${labels.path} does not fit ${images.path}: expected ${count} labels, found ${classNumbers.length}.`,
      remedy,
    );
  }
  const wrong = classNumbers.findIndex((label) => label >= classes.length);
  if (wrong >= 0) {
    throw dataError(
      `${labels.path} holds a label that is no class: expected 0 to ${classes.length - 1}, found ${classNumbers[wrong]} at image ${wrong}.`,
      remedy,
    );
  }
  const { writeImage } = greyForm(size, form);
  const sourceLength = size * size;
  const targetLength = form.channels * form.inputSize * form.inputSize;
  return {
    length: count,
    classes,
    channels: form.channels,
    inputSize: form.inputSize,
    labels: Uint16Array.from(classNumbers),
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] as number;
        checkIndex(index, count);
        writeImage(pixels.elements, index * sourceLength, target, i * targetLength);
      }
    },
  };
}
