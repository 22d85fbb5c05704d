/** @file What sources without a training have alike. */
import type { PretrainedNote, StaticCost } from '@convbench/spec';
import { estimateReference } from './estimateWeights.js';
import { datasetIdentity } from './plannedDataset.js';
import type { PlannedDataset } from './plannedDataset.js';
import { referenceImageCount } from './referenceImageCount.js';
import type { SourceTraits } from './traits.js';
import { givenWeightsKey } from './weightsKey.js';

/** Weights that only have to be brought into the cache, with the reference's logits. */
export interface Given {
  /** Where they come from, for the record. */
  readonly origin: string;
  /** Other weights have another one. */
  readonly sha256: string;
  readonly notes: readonly PretrainedNote[];
}

/** Their key, and the seconds that the reference takes with `macs` for each image. */
export function planGiven(
  { sha256 }: Given,
  { graphSha256 }: Pick<StaticCost, 'graphSha256'>,
  dataset: PlannedDataset,
  macs: number,
): { readonly key: string; readonly seconds: number } {
  const identity = { graphSha256, weightsSha256: sha256, dataset: datasetIdentity(dataset) };
  const images = Math.min(referenceImageCount(dataset.inputSize), dataset.facts.testImages);
  return { key: givenWeightsKey(identity), seconds: estimateReference(macs, images) };
}

export const givenTraits = ({ origin, sha256, notes }: Given): SourceTraits => ({
  pretrained: { origin, sha256 },
  warnings: notes.map(({ kind, message }) => ({
    kind: 'imported-model-note',
    note: kind,
    detail: message,
  })),
  uninterpreted: undefined,
  fileSha256: undefined,
  copies: 1,
});

/** Of weights as they are before training: nothing that depends on their values means anything. */
export function untrainedTraits(given: Given): SourceTraits {
  const { origin, sha256 } = given;
  return { ...givenTraits(given), pretrained: { origin, sha256, untrained: true } };
}
