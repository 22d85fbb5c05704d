import type { Recipe } from '@convbench/spec';
import { canonicalJson, sha256 } from '../hash.js';

/** Everything that decides the weights that a training ends with. */
export interface TrainingIdentity {
  readonly graphSha256: string;
  readonly dataset: {
    readonly name: string;
    readonly checksum: string;
    readonly inputSize: number;
    readonly channels: number;
    readonly preprocessing: string;
    readonly normalization: unknown;
  };
  readonly recipe: Recipe;
  readonly seed: number;
  readonly backend: {
    readonly name: string;
    readonly device: string;
    readonly engineVersion: string;
  };
}

/** Raised when the training loop changes what it computes, so that weights of before are not taken for new ones. */
const trainingVersion = 1;

/** What a cache entry of weights that came with a network holds: them, and logits for images of the data set. */
export interface PretrainedIdentity extends Pick<TrainingIdentity, 'graphSha256' | 'dataset'> {
  readonly weightsSha256: string;
}

/** As `trainingVersion`, for how such an entry is made. */
const pretrainedVersion = 1;

/** Key of the weights cache, of a network that is not trained. */
export function pretrainedKey(identity: PretrainedIdentity): string {
  return sha256(canonicalJson({ pretrainedVersion, ...identity })).slice(0, 32);
}

/** Key of the weights cache. Where the recipe's values come from does not matter to it. */
export function trainingKey(identity: TrainingIdentity): string {
  const recipe = { ...identity.recipe, source: undefined };
  return sha256(canonicalJson({ trainingVersion, ...identity, recipe })).slice(0, 32);
}
