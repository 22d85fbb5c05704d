import { UserError, canonicalJson, firstOf } from '@convbench/spec';
import { isTrained } from '../../plan/cache/cachedWeights.js';
import type { CachedTraining } from '../../plan/cache/cachedWeights.js';
import type { CacheEntry } from '../../plan/cache/weightsCache.js';

/** Of weights that were trained. */
export type TrainedEntry = CacheEntry & { readonly facts: CachedTraining };

/** What is asked of a training in the cache; what is left out may be anything. */
export interface CachedQuery {
  /** Id of the variant. */
  readonly id: string;
  /** Options that the network must have been built with. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Key of the training, or its beginning. */
  readonly key?: string | undefined;
  readonly dataset?: string | undefined;
  readonly seed?: number | undefined;
  /** Tells entries that do not say their network. */
  readonly graphSha256?: string | undefined;
}

const MOST_LISTED = 12;

/** 'nin (1 × 32 × 32, 10 classes, stem small) on fashion-mnist, seed 1, 60,000 images' */
function describe({ key, network, dataset, training }: CachedTraining): string {
  const { seed, imagesSeen } = training;
  if (network === undefined) return `${key.slice(0, 12)}  a network that the entry does not name`;
  const { inputSize, channels, classes, ...others } = network.options;
  const size = String(inputSize);
  const options = [
    `${String(channels)} × ${size} × ${size}`,
    `${String(classes)} classes`,
    ...Object.entries(others).map(([name, value]) => `${name} ${String(value)}`),
  ];
  const facts = [
    `${network.id} (${options.join(', ')}) on ${dataset?.name ?? 'unknown data'}`,
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    `${imagesSeen.toLocaleString('en-US')} images`,
  ];
  return `${key.slice(0, 12)}  ${facts.join(', ')}`;
}

function list(entries: readonly TrainedEntry[]): string {
  const lines = entries.map(({ facts }) => describe(facts));
  return `\n  ${firstOf(lines, MOST_LISTED, '\n  ')}`;
}

const isTrainedEntry = (entry: CacheEntry): entry is TrainedEntry => isTrained(entry.facts);

function matches({ facts }: TrainedEntry, query: CachedQuery): boolean {
  const { key, network, dataset, training, graphSha256 } = facts;
  if (!key.startsWith(query.key ?? '')) return false;
  if (network === undefined) return graphSha256 === query.graphSha256;
  return (
    network.id === query.id &&
    (query.dataset === undefined || dataset?.name === query.dataset) &&
    (query.seed === undefined || training.seed === query.seed) &&
    Object.entries(query.options).every(
      ([name, value]) => canonicalJson(network.options[name]) === canonicalJson(value),
    )
  );
}

/**
 * The one training of the cache that fits. Throws a `UserError` that lists what there is when none fits, and those
 * that fit when there are several.
 */
export function findCached(entries: readonly CacheEntry[], query: CachedQuery): TrainedEntry {
  const trained = entries.filter(isTrainedEntry);
  const found = trained.filter((entry) => matches(entry, query));
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined)
    throw new UserError(
      'core',
      `The weights cache has ${found.length} trainings of '${query.id}' that fit:${list(found)}\n`,
      'Choose one with --training KEY, or with options, --input-size, --dataset or --seed.',
    );
  if (trained.length === 0)
    throw new UserError(
      'core',
      'The weights cache is empty: nothing was trained here yet.',
      `Train it first (convbench run --arch ${query.id}), or export seeded weights.`,
    );
  const same = trained.filter(({ facts }) => facts.network?.id === query.id);
  throw new UserError(
    'core',
    same.length === 0
      ? `The weights cache has no training of '${query.id}'. It holds:${list(trained)}\n`
      : `The weights cache has no training of '${query.id}' like that. Of it, it holds:${list(same)}\n`,
    `Name one of them, or train it first (convbench run --arch ${query.id}).`,
  );
}
