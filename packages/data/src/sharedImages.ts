/** Images of a split that lie one after another in shared memory, as a source for worker threads. */
import type { ImageReader, ImageSource } from '@convbench/spec';
import { builtModule } from './builtModule.js';
import { checkIndex } from './checkIndex.js';

export interface SharedImages {
  /** [N, C, H, W], over a `SharedArrayBuffer`. */
  readonly bytes: Uint8Array;
  readonly bytesPerImage: number;
}

export const sharedImagesSource = (data: SharedImages): ImageSource => ({
  module: builtModule('#sharedImages'),
  data,
});

export function openSource({ bytes, bytesPerImage }: SharedImages): ImageReader {
  const length = bytes.length / bytesPerImage;
  return {
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] as number;
        checkIndex(index, length);
        const start = index * bytesPerImage;
        target.set(bytes.subarray(start, start + bytesPerImage), i * bytesPerImage);
      }
    },
  };
}
