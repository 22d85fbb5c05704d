import { evaluationBatches } from '@convbench/data';
import type {
  ArtefactOptions,
  BackendPlugin,
  Engine,
  Graph,
  Normalization,
  OpenSplit,
  SessionOptions,
  ValidationResult,
  Weights,
} from '@convbench/spec';
import { openThroughFiles } from '../../plan/artefacts/writeArtefact.js';

export interface ValidateOptions {
  readonly backend: BackendPlugin;
  /** As it is deployed. */
  readonly graph: Graph;
  readonly split: OpenSplit;
  readonly normalization: Normalization;
  readonly engine: Engine;
  readonly options: ArtefactOptions & SessionOptions;
  readonly signal: AbortSignal;
}

/**
 * Accuracy and mean cross-entropy of weights on the images of a split, by a session of the backend that trains.
 * Undefined when the signal ended it between two batches.
 */
export async function validateWeights(
  weights: Weights,
  { backend, engine, graph, split, normalization, options, signal }: ValidateOptions,
): Promise<ValidationResult | undefined> {
  const session = await openThroughFiles(
    backend,
    engine,
    { kind: 'graph', graph, weights },
    options,
  );
  try {
    const { batchSize } = options;
    const classes = split.classes.length;
    let correct = 0;
    let loss = 0;
    for await (const batch of evaluationBatches(split, normalization, batchSize)) {
      if (signal.aborted) return undefined;
      const logits = await session.run(batch.images);
      for (let image = 0; image < batch.validImages; image++) {
        const row = logits.subarray(image * classes, (image + 1) * classes);
        const label = batch.labels[image] as number;
        const own = row[label] as number;
        // As in training: of equal logits the first counts as the largest, and with a NaN none does.
        if (row.every((logit, k) => (k < label ? logit < own : logit <= own))) correct++;
        loss += logSumExp(row) - own;
      }
    }
    return { images: split.length, top1: correct / split.length, loss: loss / split.length };
  } finally {
    await session.dispose();
  }
}

function logSumExp(row: Float32Array): number {
  const largest = row.reduce((left, right) => Math.max(left, right), -Infinity);
  let sum = 0;
  for (const logit of row) sum += Math.exp(logit - largest);
  return largest + Math.log(sum);
}
