/** Some images of a split, in an order of their own, read ahead by worker threads as those of the whole split. */
import { pathToFileURL } from 'node:url';
import type { ImageReader, ImageSource, OpenSource } from '@convbench/spec';
import { packageFile } from '../../base/packageFile.js';

export interface PartOfImages {
  readonly whole: ImageSource;
  /** Numbers of the images in the whole split. */
  readonly indices: Uint32Array;
}

export const partOfImagesSource = (data: PartOfImages): ImageSource => ({
  module: pathToFileURL(packageFile('#partOfImages')).href,
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
