import { canonicalJson } from '@convbench/spec';
import type { Recipe, Transfer } from '@convbench/spec';
import { sha256 } from '../../base/hash.js';
import type { DatasetIdentity } from './plannedDataset.js';
import type { TrainingBackend } from './training.js';

/** Everything that decides the weights that a training ends with. */
export interface TrainingIdentity {
  readonly graphSha256: string;
  readonly dataset: DatasetIdentity;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly backend: Omit<TrainingBackend, 'title'>;
  /** What is differentiated, where it is not the network itself: the network with auxiliary heads. */
  readonly trainedGraphSha256?: string | undefined;
  /** The weights that the training starts from, and what of them stays. */
  readonly transfer?: Pick<Transfer, 'sha256' | 'freeze'> | undefined;
  /** On a GPU that must not use it. */
  readonly tf32?: 'off' | undefined;
  /** What a budget of seconds reaches depends on the machine. */
  readonly machine?: { readonly cpuModel: string; readonly threads: number } | undefined;
}

/**
 * Raised when the training loop or a lowering changes what it computes, if only in the last digits, so that weights of
 * before are not taken for new ones.
 */
const trainingVersion = 2;

/** What a cache entry of weights that were not trained holds: them, and logits for images of the data set. */
export interface GivenIdentity extends Pick<TrainingIdentity, 'graphSha256' | 'dataset'> {
  readonly weightsSha256: string;
}

/** The counterpart of `trainingVersion` for how such an entry is made. */
const pretrainedVersion = 1;

/** Key in the weights cache of weights that are not trained. */
export function givenWeightsKey(identity: GivenIdentity): string {
  return sha256(canonicalJson({ pretrainedVersion, ...identity })).slice(0, 32);
}

/** Key in the weights cache of a training. What the recipe is called and where its values come from does not matter to it. */
export function trainedWeightsKey(identity: TrainingIdentity): string {
  const said = { name: undefined, source: undefined, budgetBasis: undefined };
  const recipe = { ...identity.recipe, ...said };
  return sha256(canonicalJson({ trainingVersion, ...identity, recipe })).slice(0, 32);
}
