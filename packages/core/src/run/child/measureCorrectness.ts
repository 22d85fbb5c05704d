import type { DatasetPlugin, Measuring, NotMeasured, Parity } from '@convbench/spec';
import type { AccuracyPass, MeasuredCorrectness, MeasureTask } from '../tasks/messages.js';
import { imageForm } from './imageForm.js';
import { measureAccuracy } from './measureAccuracy.js';
import { batchRows, compareLogits, parityLimits, referenceRows } from './parity.js';
import type { SingleRun } from './parity.js';
import type { Parent } from './parent.js';

/** Opens the network on its engine for one image at a time; or why the reference has no logits to hold it against. */
export type Guard = NotMeasured | { openSingle(): Promise<SingleRun> };

export interface CorrectnessOptions {
  readonly dataset: DatasetPlugin;
  /** The very inference that was timed. */
  readonly run: (images: Float32Array) => Promise<Float32Array>;
  /** What was timed: [batchSize, C, H, W]. */
  readonly batch: Float32Array;
  readonly reference: {
    /** [count, C, H, W] */
    readonly images: Float32Array;
    readonly count: number;
    /** Of the float64 interpreter. */
    readonly logits: readonly (readonly number[])[];
  };
  readonly guard: Guard;
  /** Whether the device rounds the operands of products to 10 bits. */
  readonly tf32: boolean;
}

const UNTRAINED: AccuracyPass = {
  accuracy: { notMeasured: 'the weights are those of before training' },
  predictions: undefined,
  mistakes: [],
  nonFiniteImages: 0,
};

/** Parity with the reference, then accuracy over the test split, or as much of it as tells that it is known already. */
export async function measureCorrectness(
  { cell, batchSize, measuring, correctness }: MeasureTask,
  { dataset, run, batch, reference, guard, tf32 }: CorrectnessOptions,
  parent: Parent,
): Promise<MeasuredCorrectness> {
  await parent.enter('parity');
  const { images, count, logits } = reference;
  const classes = cell.dataset.classes.length;
  let parity: Parity;
  if ('notMeasured' in guard) parity = guard;
  else {
    const rows = await referenceRows(run, images, count, batchSize, classes);
    const limit = tf32 ? parityLimits.tf32 : parityLimits.float32;
    const ofBatch =
      batchSize > 1 ? await batchRows(run, guard.openSingle, batch, batchSize, classes) : undefined;
    parity = compareLogits(rows, logits, limit, ofBatch);
  }
  if (cell.pretrained?.untrained === true) return { parity, pass: UNTRAINED };
  await parent.enter('accuracy');
  const passOver = (accuracyImages: Measuring['accuracyImages']) =>
    measureAccuracy({
      run,
      dataset,
      datasetOptions: cell.dataset.options,
      form: imageForm(cell.network),
      batchSize,
      accuracyImages,
      onProgress: (done, of) => {
        parent.tell({ type: 'accuracy-progress', images: done, of });
      },
    });
  if (typeof correctness === 'string')
    return { parity, pass: await passOver(measuring.accuracyImages) };
  const { predicted } = correctness;
  const { predictions } = await passOver(predicted.length);
  const differing = predicted.filter(
    (answer, image) => predictions?.predicted[image] !== answer,
  ).length;
  if (differing === 0) return { parity, pass: undefined };
  const pass = await passOver(measuring.accuracyImages);
  return { parity, pass, differing: { images: differing, of: predicted.length } };
}
