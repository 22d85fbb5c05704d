import { cpuModel, writeCacheEntry } from '../../plan/cache/weightsCache.js';
import type { CachedTraining } from '../../plan/cache/cachedWeights.js';
import { sha256 } from '../../base/hash.js';
import type { PlannedWeights } from '../../plan/sources/weightSource.js';
import type { Reference } from './referenceLogits.js';

export interface MadeWeights {
  /** safetensors */
  readonly weights: Uint8Array;
  readonly reference: Reference;
  /** When making them began. */
  readonly startedAt: string;
  /** Undefined where nothing was trained. */
  readonly training?: CachedTraining['training'];
}

/** Puts planned weights into the cache, with the reference's logits. */
export async function keepWeights(
  { key, static: cost, network, dataset }: PlannedWeights,
  { weights, reference, startedAt, training }: MadeWeights,
): Promise<void> {
  await writeCacheEntry(
    {
      cacheVersion: 2,
      key,
      graphSha256: cost.graphSha256,
      macs: cost.macs,
      network,
      dataset: { name: dataset.name, title: dataset.title },
      cpuModel: cpuModel(),
      startedAt,
      weightsSha256: sha256(weights),
      referenceSha256: sha256(reference.images),
      referenceLogits: reference.logits,
      training,
    },
    { weights, reference: reference.images },
  );
}
