import { evaluationBatches } from '@convbench/data';
import { countTop1, createAccuracyTally, createMistakeTally } from '@convbench/statistics';
import type { DatasetPlugin, ImageForm, Measuring } from '@convbench/spec';
import type { AccuracyPass } from '../tasks/messages.js';
import { showMistakes } from './showMistakes.js';

export interface AccuracyOptions {
  readonly run: (images: Float32Array) => Promise<Float32Array>;
  readonly dataset: DatasetPlugin;
  readonly datasetOptions: Readonly<Record<string, unknown>>;
  readonly form: ImageForm;
  readonly batchSize: number;
  readonly accuracyImages: Measuring['accuracyImages'];
  readonly onProgress: (images: number, of: number) => void;
}

/** Mistakes that a record shows. */
const SHOWN_MISTAKES = 6;

/** Accuracy over the test split, by the same `run` that was timed. */
export async function measureAccuracy(options: AccuracyOptions): Promise<AccuracyPass> {
  const { run, dataset, datasetOptions, form, batchSize, accuracyImages, onProgress } = options;
  const info = await dataset.info(datasetOptions, form);
  const split = await dataset.open('test', datasetOptions, form);
  const images = accuracyImages === 'all' ? split.length : Math.min(accuracyImages, split.length);
  const classes = info.classes.length;
  const tally = createAccuracyTally(classes);
  const mistakes = createMistakeTally(classes);
  const labels = new Uint16Array(images);
  const predicted = new Uint16Array(images);
  let lastReport = performance.now();
  for await (const batch of evaluationBatches(split, info.normalization, batchSize, images)) {
    const logits = await run(batch.images);
    const counts = countTop1(logits, classes, batch.labels, batch.validImages);
    tally.add(counts);
    mistakes.add(logits, batch.labels, batch.validImages, batch.firstImage);
    counts.confusion.forEach(([label, answer], row) => {
      labels[batch.firstImage + row] = label;
      predicted[batch.firstImage + row] = answer;
    });
    if (performance.now() - lastReport < 200) continue;
    lastReport = performance.now();
    onProgress(batch.firstImage + batch.validImages, images);
  }
  const accuracy = tally.summarize();
  return {
    accuracy,
    mistakes: await showMistakes(mistakes.surest(SHOWN_MISTAKES), split),
    predictions: 'top1' in accuracy ? { labels, predicted } : undefined,
    nonFiniteImages: tally.nonFinite,
  };
}
