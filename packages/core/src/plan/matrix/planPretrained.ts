import type { Pretrained } from '@convbench/spec';
import { referenceImageCount } from './referenceImageCount.js';
import { cacheState } from './cacheState.js';
import { estimatePretrained } from './estimate.js';
import { datasetIdentity, type PlannedDataset } from './planDatasets.js';
import type { PlannedNetwork } from './planNetwork.js';
import { pretrainedKey } from './trainingKey.js';
import type { PlannedPretrained } from './types.js';

/** Plans how weights that a network came with get into the cache, once for each data set. */
export async function planPretrained(
  planned: PlannedNetwork,
  pretrained: Pretrained,
  dataset: PlannedDataset,
): Promise<PlannedPretrained> {
  const { network, static: cost } = planned;
  const { facts } = dataset;
  const { origin, sha256, notes } = pretrained;
  const key = pretrainedKey({
    graphSha256: cost.graphSha256,
    weightsSha256: sha256,
    dataset: datasetIdentity(dataset),
  });
  const cache = await cacheState(key);
  const images = Math.min(referenceImageCount(dataset.inputSize), facts.testImages);
  return {
    key,
    network,
    dataset: facts,
    origin,
    sha256,
    initial: planned.initial,
    transfer: planned.transfer,
    notes: [...notes],
    static: cost,
    cache,
    // What the reference does not interpret needs its images only.
    estimatedSeconds:
      cache.state === 'done'
        ? 0
        : estimatePretrained(planned.opaqueOperators === undefined ? cost.macs : 0, images),
  };
}
