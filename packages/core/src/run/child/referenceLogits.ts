import { interpret } from '@convbench/graph';
import type { DatasetPlugin, Graph, ImageForm, Weights } from '@convbench/spec';
import { encodeReferenceImages } from '../../plan/cache/weightFiles.js';
import { fillBatch } from './imageBatch.js';
import { readReference } from './referenceImages.js';

export interface Reference {
  /** safetensors */
  readonly images: Uint8Array;
  /** One row for each image; none where the network is not interpreted. */
  readonly logits: number[][];
}

/** The first test images and their logits in float64: what every backend's logits are held against. */
export async function computeReference(
  graph: Graph,
  weights: Weights,
  dataset: DatasetPlugin,
  options: Readonly<Record<string, unknown>>,
  form: ImageForm,
): Promise<Reference> {
  const { images, count } = await readReference(dataset, options, form);
  const [batch] = graph.input.shape;
  const batchSize = typeof batch === 'number' ? batch : count;
  const logits: number[][] = [];
  while (logits.length < count) {
    const filled = fillBatch(images, count, batchSize, logits.length);
    const values = interpret(graph, weights, filled, batchSize);
    const classes = values.length / batchSize;
    for (let row = 0; row < batchSize && logits.length < count; row++)
      logits.push(Array.from(values.subarray(row * classes, (row + 1) * classes)));
  }
  return { ...encodeReference(images, count, form), logits };
}

/** Images alone, for a network that the reference does not interpret. */
export function encodeReference(images: Float32Array, count: number, form: ImageForm): Reference {
  const shape = [count, form.channels, form.inputSize, form.inputSize];
  return { images: encodeReferenceImages(images, shape), logits: [] };
}
