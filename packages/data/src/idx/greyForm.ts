import type { ImageForm } from '@convbench/spec';
import { bilinearResizer, planeCopier, zeroPadder, type PlaneResizer } from '../resize.js';

export interface GreyForm {
  /** How a stored image is brought to the form, as a part of a sentence. */
  readonly description: string;
  /** Side of the image's own square within the form when it is only surrounded by zeros; null when resized. */
  readonly paddedFrom: number | null;
  /** Writes one image [C, H, W] of the form from a stored square grey image. */
  readonly writeImage: PlaneResizer;
}

/**
 * Brings square grey images to a form. 28 px become 32 px by two pixels of zeros on every side, as in LeNet-5 (LeCun
 * et al. 1998, section II-B); any other size is reached by bilinear interpolation. Channels are copies.
 */
export function greyForm(size: number, form: ImageForm): GreyForm {
  const { inputSize, channels } = form;
  const padding = inputSize === size ? 0 : size === 28 && inputSize === 32 ? 2 : null;
  const writePlane =
    padding === null
      ? bilinearResizer(size, inputSize)
      : padding === 0
        ? planeCopier(size)
        : zeroPadder(size, padding);
  const change =
    padding === null
      ? `resized to ${inputSize} x ${inputSize} px (bilinear as in Pillow${inputSize < size ? ', antialiased' : ''})`
      : padding === 0
        ? 'unchanged'
        : `zero-padded by ${padding} px on each side to ${inputSize} x ${inputSize} px`;
  const planeLength = inputSize * inputSize;
  return {
    description: channels === 1 ? change : `${change}, grey repeated in ${channels} channels`,
    paddedFrom: padding === null ? null : size,
    writeImage(source, sourceOffset, target, targetOffset) {
      writePlane(source, sourceOffset, target, targetOffset);
      for (let channel = 1; channel < channels; channel++) {
        target.copyWithin(
          targetOffset + channel * planeLength,
          targetOffset,
          targetOffset + planeLength,
        );
      }
    },
  };
}
