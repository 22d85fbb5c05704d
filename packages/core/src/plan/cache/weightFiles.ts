import { readFile } from 'node:fs/promises';
import { decodeSafetensors, encodeSafetensors } from '@convbench/formats/safetensors';
import type { Graph, Shape, Weights } from '@convbench/spec';
import type { CacheEntry } from './weightsCache.js';

/** Name of the one tensor of `reference.safetensors`: [images, C, H, W], as the network sees them. */
const referenceTensor = 'images';

export function encodeWeights(graph: Graph, weights: Weights): Uint8Array {
  return encodeSafetensors(
    new Map(
      graph.parameters.map(({ name, shape }) => {
        const data = weights.get(name);
        if (data === undefined) throw new Error(`There are no values for '${name}'.`);
        return [name, { shape, data }];
      }),
    ),
  );
}

export async function readWeights(entry: CacheEntry): Promise<Weights> {
  const { tensors } = decodeSafetensors(await readFile(entry.weightsPath));
  return new Map([...tensors].map(([name, { data }]) => [name, data]));
}

export function encodeReferenceImages(images: Float32Array, shape: Shape): Uint8Array {
  return encodeSafetensors(new Map([[referenceTensor, { shape, data: images }]]));
}

/** @param path of the file of an entry. */
export async function readReferenceImages(path: string): Promise<Float32Array> {
  const { tensors } = decodeSafetensors(await readFile(path));
  const images = tensors.get(referenceTensor);
  if (images === undefined) throw new Error(`${path} holds no images.`);
  return images.data;
}
