import { readFile } from 'node:fs/promises';
import { decodeSafetensors } from '@convbench/graph';
import type { CacheEntry } from '../cache/weightsCache.js';

/** Name of the one tensor of `reference.safetensors`: [images, C, H, W], as the network sees them. */
export const referenceTensor = 'images';

export async function loadReferenceImages(entry: CacheEntry): Promise<Float32Array> {
  const tensors = decodeSafetensors(await readFile(entry.referencePath)).tensors;
  const images = tensors.get(referenceTensor)?.values;
  if (images === undefined) throw new Error(`${entry.referencePath} holds no images.`);
  return images;
}
