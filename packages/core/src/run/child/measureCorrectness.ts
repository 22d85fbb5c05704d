import type { DatasetPlugin } from '@convbench/spec';
import type { MeasuredCorrectness, MeasureTask } from '../tasks/messages.js';
import { imageForm } from './imageForm.js';
import { measureAccuracy } from './measureAccuracy.js';
import type { AccuracyResult } from './measureAccuracy.js';
import { compareLogits, parityLimits, referenceRows } from './parity.js';
import type { Parent } from './parent.js';

export interface CorrectnessOptions {
  readonly dataset: DatasetPlugin;
  /** The very inference that was timed. */
  readonly run: (images: Float32Array) => Promise<Float32Array>;
  readonly reference: {
    /** [count, C, H, W] */
    readonly images: Float32Array;
    readonly count: number;
    /** Of the float64 interpreter. */
    readonly logits: readonly (readonly number[])[];
  };
  /** Why the reference has no logits of the network; undefined where it has. */
  readonly uninterpreted: string | undefined;
  /** Whether the device rounds the operands of products to 10 bits. */
  readonly tf32: boolean;
}

const UNTRAINED: AccuracyResult = {
  accuracy: { notMeasured: 'the weights are those of before training' },
  predictions: undefined,
  mistakes: [],
  nonFiniteImages: 0,
};

/** Parity with the reference, then accuracy over the test split. */
export async function measureCorrectness(
  { cell, batchSize, measuring }: MeasureTask,
  { dataset, run, reference, uninterpreted, tf32 }: CorrectnessOptions,
  parent: Parent,
): Promise<MeasuredCorrectness> {
  await parent.enter('parity');
  const { images, count, logits } = reference;
  const rows = await referenceRows(run, images, count, batchSize, cell.dataset.classes.length);
  const parity =
    uninterpreted === undefined
      ? compareLogits(rows, logits, tf32 ? parityLimits.tf32 : parityLimits.float32)
      : { notMeasured: uninterpreted };
  if (cell.pretrained?.untrained === true) return { parity, ...UNTRAINED };
  await parent.enter('accuracy');
  const accuracy = await measureAccuracy({
    run,
    dataset,
    datasetOptions: cell.dataset.options,
    form: imageForm(cell.network),
    batchSize,
    accuracyImages: measuring.accuracyImages,
    onProgress: (done, of) => {
      parent.tell({ type: 'accuracy-progress', images: done, of });
    },
  });
  return { parity, ...accuracy };
}
