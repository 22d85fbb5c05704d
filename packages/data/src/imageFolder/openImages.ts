import type { OpenSplit, ProgressListener } from '@convbench/spec';
import { openSource as openShared, sharedImagesSource } from '../sharedImages.js';
import { CONCURRENT_FILES } from './examineFiles.js';
import {
  bytesPerImage,
  decodeInto,
  fileImagesSource,
  openSource as openFiles,
  type FileImages,
} from './fileImages.js';
import { mapConcurrent } from './mapConcurrent.js';

export interface ImageLabels {
  readonly classes: readonly string[];
  readonly labels: Uint16Array;
}

/**
 * Images that take no more than the limit are decoded now and kept in memory; others are decoded whenever they are read.
 * Their bytes are the same. Throws a `UserError` when a file is not what was examined.
 */
export async function openImages(
  images: FileImages,
  { classes, labels }: ImageLabels,
  memoryLimitBytes: number,
  onProgress?: ProgressListener,
): Promise<OpenSplit> {
  const length = images.files.length;
  const described = { ...images.preprocessing.form, length, classes, labels };
  if (length * bytesPerImage(images) > memoryLimitBytes) {
    return { ...described, ...openFiles(images), source: fileImagesSource(images) };
  }
  const bytes = await decodeAll(images, onProgress);
  const shared = { bytes, bytesPerImage: bytesPerImage(images) };
  return { ...described, ...openShared(shared), source: sharedImagesSource(shared) };
}

async function decodeAll(images: FileImages, onProgress?: ProgressListener): Promise<Uint8Array> {
  const size = bytesPerImage(images);
  const bytes = new Uint8Array(new SharedArrayBuffer(images.files.length * size));
  let done = 0;
  await mapConcurrent(images.files, CONCURRENT_FILES, async (_file, index) => {
    await decodeInto(images, index, bytes, index * size);
    onProgress?.({ message: `decoding images: ${++done} of ${images.files.length}` });
  });
  return bytes;
}
