import type { ImageForm } from '@convbench/spec';
import { lumaOf } from '../luma.js';
import { bilinearResizer, planeCopier, type PlaneResizer } from '../resize.js';

export interface ColourForm {
  /** How a stored image is brought to the form, as a part of a sentence. */
  readonly description: string;
  /** Writes one image [C, H, W] of the form from a stored square image [3, size, size]. */
  readonly writeImage: PlaneResizer;
}

/** Brings square RGB images to a form: bilinear where the size differs, brightness where grey is wanted. */
export function colourForm(size: number, { inputSize, channels }: ImageForm): ColourForm {
  const writePlane = inputSize === size ? planeCopier(size) : bilinearResizer(size, inputSize);
  const change =
    inputSize === size
      ? 'unchanged'
      : `resized to ${inputSize} x ${inputSize} px (bilinear as in Pillow${inputSize < size ? ', antialiased' : ''})`;
  const [from, to] = [size * size, inputSize * inputSize];
  if (channels === 3) {
    return {
      description: change,
      writeImage(source, sourceOffset, target, targetOffset) {
        for (let channel = 0; channel < 3; channel++) {
          writePlane(source, sourceOffset + channel * from, target, targetOffset + channel * to);
        }
      },
    };
  }
  const grey = new Uint8Array(from);
  return {
    description: `${change}, in grey (BT.601)`,
    writeImage(source, sourceOffset, target, targetOffset) {
      for (let i = 0, at = sourceOffset; i < from; i++, at++) {
        grey[i] = lumaOf(
          source[at] as number,
          source[at + from] as number,
          source[at + 2 * from] as number,
        );
      }
      writePlane(grey, 0, target, targetOffset);
    },
  };
}
