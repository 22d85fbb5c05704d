/** Some images of a split, in an order of their own, read ahead by worker threads as those of the whole split. */
import type { ImageReader, ImageSource, OpenSource } from '@convbench/spec';

export interface PartOfImages {
  readonly whole: ImageSource;
  /** Numbers of the images in the whole split. */
  readonly indices: Uint32Array;
}

// The same from src/ and dist/: a thread always runs the build, because Node does not run TypeScript.
const built = new URL('../../../dist/run/child/partOfImages.js', import.meta.url);

export const partOfImagesSource = (data: PartOfImages): ImageSource => ({
  module: built.href,
  data,
});

/** Reads images of `reader` by their numbers in a part of them. */
export function partReader(reader: ImageReader, indices: Uint32Array): ImageReader {
  return {
    read(wanted, target) {
      const numbers = Uint32Array.from(wanted, (index) => {
        const number = indices[index];
        if (number === undefined)
          throw new RangeError(`There is no image ${index} in a part of ${indices.length}.`);
        return number;
      });
      return reader.read(numbers, target);
    },
  };
}

export async function openSource({ whole, indices }: PartOfImages): Promise<ImageReader> {
  const { openSource: open } = (await import(whole.module)) as { openSource: OpenSource };
  return partReader(await open(whole.data as never), indices);
}
