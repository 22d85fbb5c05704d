/** Image files that are decoded when they are read, as a source for worker threads. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageReader, ImageSource } from '@convbench/spec';
import { builtModule } from '../builtModule.js';
import { checkIndex } from '../checkIndex.js';
import { dataError } from '../dataError.js';
import { decodeImage, type DecodeRules } from '../image/decodeImage.js';
import { CONCURRENT_FILES } from './examineFiles.js';
import { mapConcurrent } from './mapConcurrent.js';
import { writeInForm, type Preprocessing } from './preprocessing.js';

/** All that the images of a split depend on, as plain data. */
export interface FileImages {
  readonly root: string;
  readonly files: readonly {
    /** Relative to the root, with '/'. */
    readonly path: string;
    readonly sha256: string;
  }[];
  readonly preprocessing: Preprocessing;
  readonly rules: DecodeRules;
}

export const fileImagesSource = (data: FileImages): ImageSource => ({
  module: builtModule('#fileImages'),
  data,
});

export const bytesPerImage = ({ preprocessing: { form } }: FileImages) =>
  form.channels * form.inputSize ** 2;

/**
 * Decodes files when they are read, several at a time. `read` rejects with a `UserError` when a file is not what was
 * examined.
 */
export function openSource(images: FileImages): ImageReader {
  const size = bytesPerImage(images);
  return {
    async read(indices, target) {
      await mapConcurrent(Array.from(indices), CONCURRENT_FILES, (index, i) => {
        checkIndex(index, images.files.length);
        return decodeInto(images, index, target, i * size);
      });
    },
  };
}

/** Writes image `index` in its form to `target`. */
export async function decodeInto(
  { root, files, preprocessing, rules }: FileImages,
  index: number,
  target: Uint8Array,
  targetOffset: number,
): Promise<void> {
  const { path, sha256 } = files[index] as FileImages['files'][number];
  const where = join(root, path);
  const remedy = 'Leave its files alone while a run goes on, and run again.';
  const file = await readFile(where).catch((cause: unknown) => {
    throw dataError(
      `${where} was read when the data set was described, and now is not: ${String(cause)}.`,
      remedy,
      cause,
    );
  });
  if (createHash('sha256').update(file).digest('hex') !== sha256) {
    throw dataError(`${where} has changed since the data set was described.`, remedy);
  }
  writeInForm(await decodeImage(file, rules), preprocessing, target, targetOffset);
}
