import { evaluationBatches } from '@convbench/data';
import { countTop1, createAccuracyTally } from '@convbench/statistics';
import type { DatasetPlugin, ImageForm, MeasuredCellRecord, Measuring } from '@convbench/spec';

export interface AccuracyOptions {
  readonly run: (images: Float32Array) => Promise<Float32Array>;
  readonly dataset: DatasetPlugin;
  readonly datasetOptions: Readonly<Record<string, unknown>>;
  readonly form: ImageForm;
  readonly batchSize: number;
  readonly accuracyImages: Measuring['accuracyImages'];
  readonly onProgress: (images: number, of: number) => void;
}

export interface AccuracyResult {
  readonly accuracy: MeasuredCellRecord['accuracy'];
  readonly nonFiniteImages: number;
}

/** Accuracy over the test split, by the same `run` that was timed. */
export async function measureAccuracy(options: AccuracyOptions): Promise<AccuracyResult> {
  const { run, dataset, datasetOptions, form, batchSize, accuracyImages, onProgress } = options;
  const info = await dataset.info(datasetOptions, form);
  const split = await dataset.open('test', datasetOptions, form);
  const images = accuracyImages === 'all' ? split.length : Math.min(accuracyImages, split.length);
  const classes = info.classes.length;
  const tally = createAccuracyTally(classes);
  let lastReport = performance.now();
  for await (const batch of evaluationBatches(split, info.normalization, batchSize, images)) {
    const logits = await run(batch.images);
    tally.add(countTop1(logits, classes, batch.labels, batch.validImages));
    if (performance.now() - lastReport < 200) continue;
    lastReport = performance.now();
    onProgress(batch.firstImage + batch.validImages, images);
  }
  return { accuracy: tally.summarize(), nonFiniteImages: tally.nonFinite };
}
