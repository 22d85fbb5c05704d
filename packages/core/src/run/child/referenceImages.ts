import { evaluationBatches } from '@convbench/data';
import type { DatasetPlugin, ImageForm } from '@convbench/spec';
import { referenceImageCount } from '../../plan/sources/referenceImageCount.js';

/** The first test images [count, C, H, W], normalised. */
export async function readReference(
  dataset: DatasetPlugin,
  options: Readonly<Record<string, unknown>>,
  form: ImageForm,
): Promise<{ images: Float32Array; count: number }> {
  const { normalization } = await dataset.info(options, form);
  const split = await dataset.open('test', options, form);
  const count = Math.min(referenceImageCount(form.inputSize), split.length);
  for await (const { images } of evaluationBatches(split, normalization, count, count))
    return { images, count };
  throw new Error(`The data set '${dataset.name}' has no test images.`);
}
