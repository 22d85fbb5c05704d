import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenSplit, ProgressListener } from '@convbench/spec';
import { dataError } from '../dataError.js';
import { decodeImage, type DecodeRules } from '../image/decodeImage.js';
import { CONCURRENT_FILES } from './examineFiles.js';
import { mapConcurrent } from './mapConcurrent.js';
import { writeInForm, type Preprocessing } from './preprocessing.js';

export interface UsableImage {
  readonly path: string;
  readonly label: number;
  readonly sha256: string;
}

/** Throws a `UserError` when the decoded images of a split would take more memory than allowed. */
export function checkMemory(
  split: string,
  images: number,
  { form }: Preprocessing,
  limitMiB: number,
): void {
  const bytes = images * form.channels * form.inputSize ** 2;
  const needed = Math.ceil(bytes / 2 ** 20);
  if (needed <= limitMiB) return;
  throw dataError(
    `The ${images} ${split} images would take ${needed} MiB at ${form.inputSize} px, and the limit is ${limitMiB} MiB.`,
    `Set the option memoryLimitMiB to ${needed} if this machine has the memory, or use fewer images by the option ${split}Images, or ask for a smaller input size.`,
  );
}

/**
 * Decodes all images into memory, several at a time. Throws a `UserError` when a file is not what was examined.
 */
export async function openImages(
  root: string,
  images: readonly UsableImage[],
  classes: readonly string[],
  preprocessing: Preprocessing,
  rules: DecodeRules,
  onProgress?: ProgressListener,
): Promise<OpenSplit> {
  const { inputSize, channels } = preprocessing.form;
  const bytesPerImage = channels * inputSize * inputSize;
  const bytes = new Uint8Array(images.length * bytesPerImage);
  let done = 0;
  await mapConcurrent(images, CONCURRENT_FILES, async ({ path, sha256 }, index) => {
    const file = await readFile(join(root, path));
    if (createHash('sha256').update(file).digest('hex') !== sha256) {
      throw dataError(
        `${join(root, path)} has changed since the data set was described.`,
        'Leave its files alone while a run goes on, and run again.',
      );
    }
    writeInForm(await decodeImage(file, rules), preprocessing, bytes, index * bytesPerImage);
    onProgress?.({ message: `decoding images: ${++done} of ${images.length}` });
  });
  return {
    length: images.length,
    classes,
    channels,
    inputSize,
    labels: Uint16Array.from(images, ({ label }) => label),
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] as number;
        if (!(index >= 0 && index < images.length)) {
          throw new RangeError(`There is no image ${index} in a split of ${images.length}.`);
        }
        const start = index * bytesPerImage;
        target.set(bytes.subarray(start, start + bytesPerImage), i * bytesPerImage);
      }
    },
  };
}
