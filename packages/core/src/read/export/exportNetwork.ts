import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { deployedForm, graphSha256, initializeWeights } from '@convbench/graph';
import { UserError, recipeSchema } from '@convbench/spec';
import type { Graph, Network, Weights } from '@convbench/spec';
import { readWeights } from '../../plan/cache/weightFiles.js';
import { listCacheEntries, readCacheEntry } from '../../plan/cache/weightsCache.js';
import { fileError } from '../../base/errors.js';
import { writeFileAtomic } from '../../base/fsAtomic.js';
import { sha256 } from '../../base/hash.js';
import { completeByItself } from '../../plan/matrix/completeOptions.js';
import { findVariant } from '../../plan/plugins/find.js';
import type { FoundVariant, PluginSet } from '../../plan/plugins/types.js';
import { networkOf, variantNetwork } from '../../plan/plugins/variantNetwork.js';
import { findCached } from './findCached.js';

/** Which weights a network is exported with. */
export type ExportedWeights = 'seeded' | 'cached' | 'pretrained';

export interface ExportNetworkOptions {
  /** Options of the architecture, with `inputSize`, `channels` and `classes` where they are not the defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Default: those that the network comes with, else seeded ones; with `training`, cached ones. */
  readonly weights?: ExportedWeights | undefined;
  /** The seed of seeded weights, default 1, or of a cached training. */
  readonly seed?: number | undefined;
  /** Key of a training in the cache, or its beginning. */
  readonly training?: string | undefined;
  /** Data set of a cached training. */
  readonly dataset?: string | undefined;
  /** Fixes the number of images of a run; free by default. */
  readonly batchSize?: number | undefined;
  /** The file that is written; must not exist. */
  readonly out: string;
}

export interface ExportedNetwork {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly network: Network;
  readonly weights: { readonly source: ExportedWeights; readonly detail: string };
}

interface Prepared {
  readonly graph: Graph;
  readonly network: Network;
  readonly weights: Weights;
  readonly source: ExportedWeights;
  readonly detail: string;
}

function build(found: FoundVariant, given: Readonly<Record<string, unknown>>) {
  const network = networkOf(found, completeByItself(found, given));
  const made = variantNetwork(found.plugin, network);
  return { network, made, graph: made.build() };
}

function seeded(found: FoundVariant, { options = {}, seed = 1 }: ExportNetworkOptions): Prepared {
  const { network, graph } = build(found, options);
  const { initialization } = recipeSchema.parse(found.variant.recipe);
  return {
    network,
    graph,
    weights: initializeWeights(graph, { scheme: initialization, seed }),
    source: 'seeded',
    detail: `untrained, ${initialization} with seed ${seed}`,
  };
}

async function cached(found: FoundVariant, asked: ExportNetworkOptions): Promise<Prepared> {
  const { options = {}, training: key, dataset, seed } = asked;
  const { id } = found.variant;
  const entries = await listCacheEntries();
  const needsHash = entries.some(({ facts }) => facts.network === undefined);
  const entry = findCached(entries, {
    id,
    options,
    key,
    dataset,
    seed,
    graphSha256: needsHash ? graphSha256(build(found, options).graph) : undefined,
  });
  const { facts } = entry;
  const { network, graph } = build(found, facts.network?.options ?? options);
  if (graphSha256(graph) !== facts.graphSha256)
    throw new UserError(
      'core',
      `The training ${facts.key} is of another form of '${id}' than this plugin builds.`,
      'Train it again, or use the version of the plugin that it was trained with.',
    );
  if ((await readCacheEntry(facts.key, { verify: true })) === undefined)
    throw new UserError(
      'core',
      `The files of the training ${facts.key} in the weights cache are damaged.`,
      'Run the matrix again: it is trained again.',
    );
  return {
    network,
    graph,
    weights: await readWeights(entry),
    source: 'cached',
    detail: `training ${facts.key} on ${facts.dataset?.title ?? 'unknown data'}, ${facts.training.imagesSeen.toLocaleString('en-US')} images`,
  };
}

async function pretrained(
  found: FoundVariant,
  { options = {} }: ExportNetworkOptions,
): Promise<Prepared> {
  const { network, made, graph } = build(found, options);
  const weights = await made.pretrained();
  if (weights === undefined)
    throw new UserError(
      'core',
      `The network '${found.variant.id}' comes without weights.`,
      'Export seeded or cached weights.',
    );
  const { origin, sha256: hash } = weights;
  const detail = `from ${origin}, SHA-256 ${hash}`;
  return { network, graph, weights: await weights.read(), source: 'pretrained', detail };
}

function prepare(found: FoundVariant, asked: ExportNetworkOptions): Promise<Prepared> | Prepared {
  const byDefault = found.plugin.pretrained === undefined ? 'seeded' : 'pretrained';
  const source = asked.weights ?? (asked.training === undefined ? byDefault : 'cached');
  switch (source) {
    case 'seeded':
      return seeded(found, asked);
    case 'cached':
      return cached(found, asked);
    case 'pretrained':
      return pretrained(found, asked);
  }
}

async function refuseExisting(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new UserError(
      'core',
      `There is a file ${JSON.stringify(path)} already.`,
      'Remove it, or choose another name with --out.',
    );
}

/**
 * Writes a network with its weights as an ONNX file that any runtime loads: one image input, the logits as output.
 * Auxiliary heads, which only training uses, are left out.
 *
 * Throws a `UserError` for an unknown id, options that it cannot take, weights that are not there, and a file that is.
 */
export async function exportNetwork(
  plugins: PluginSet,
  idOrAlias: string,
  options: ExportNetworkOptions,
): Promise<ExportedNetwork> {
  const found = findVariant(plugins, idOrAlias);
  const path = resolve(options.out);
  await refuseExisting(path);
  const { network, graph, weights, source, detail } = await prepare(found, options);
  const inference = deployedForm(graph);
  const { batchSize } = options;
  const { encodeOnnx } = await import('@convbench/formats');
  const bytes = encodeOnnx(inference, weights, batchSize === undefined ? {} : { batchSize });
  try {
    await writeFileAtomic(path, bytes);
  } catch (error) {
    throw fileError(error, 'write the model', path);
  }
  return {
    path,
    bytes: bytes.byteLength,
    sha256: sha256(bytes),
    network,
    weights: { source, detail },
  };
}
