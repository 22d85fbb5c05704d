import { resolve } from 'node:path';
import { UserError, canonicalJson } from '@convbench/spec';
import type { Graph, MatrixConfig, Pretrained, Recipe } from '@convbench/spec';
import { sha256 } from '../../base/hash.js';
import type { FoundVariant, PluginSet } from '../plugins/types.js';
import { fittingNetworks } from '../weights/fittingNetworks.js';
import type { InitialWeights } from '../weights/initialWeights.js';
import { readTransfer } from '../weights/readTransfer.js';
import { readWeightFile } from '../weights/weightFile.js';
import type { PlannedDataset } from './planDatasets.js';
import type { PlannedTransfer } from './types.js';

type ArchitectureEntry = MatrixConfig['architectures'][number];

export interface PlanTransferOptions {
  readonly found: FoundVariant;
  readonly config: MatrixConfig;
  readonly directory: string;
  readonly dataset: PlannedDataset;
  readonly recipe: Recipe;
  readonly plugins: PluginSet;
  /** Weights that the network came with. */
  readonly own: Pretrained | undefined;
  /** What takes the weights. */
  readonly graph: Graph;
}

/** Throws a `UserError` where an entry asks for weights of a file and the network has its own, or freezes a random start. */
export function refuseTransfer(
  { id, init, freeze }: ArchitectureEntry,
  own: Pretrained | undefined,
): void {
  if (init === undefined && freeze === undefined) return;
  if (init === undefined)
    throw new UserError(
      'core',
      `'${id}' is to be frozen up to '${freeze ?? ''}' without weights to start from.`,
      'Give them with --init (init), or leave out --freeze (freeze).',
    );
  if (own !== undefined)
    throw new UserError(
      'core',
      `The model '${id}' has weights of its own and is not trained.`,
      'Leave out --init (init), or train it from the beginning with weights=new.',
    );
}

/**
 * Reads the weights that an entry starts from and says what becomes of them; undefined where it starts at random.
 * Throws a `UserError` for weights that do not fit the network.
 */
export async function planTransfer(
  entry: ArchitectureEntry,
  options: PlanTransferOptions,
): Promise<PlannedTransfer | undefined> {
  const { found, config, directory, dataset, recipe, plugins, graph, own } = options;
  refuseTransfer(entry, own);
  const { init, freeze } = entry;
  if (init === undefined) return undefined;
  const path = resolve(directory, init);
  const { transfer } = readTransfer({
    file: await readWeightFile(path, init),
    graph,
    architecture: found.plugin,
    id: found.variant.id,
    freeze,
    initialization: recipe.initialization,
    seed: config.seed,
    normalization: dataset.normalization,
    fitting: (tensors) => fittingNetworks(plugins, tensors),
  });
  return { ...transfer, path };
}

/** The weights of a file as if the network had come with them, for a matrix that trains nothing. */
export function transferredWeights(
  transfer: PlannedTransfer,
  { recipe, seed }: { readonly recipe: Recipe; readonly seed: number },
): { readonly weights: Pretrained; readonly initial: InitialWeights | undefined } {
  const initial =
    transfer.replaced.length === 0 ? undefined : { scheme: recipe.initialization, seed };
  const { origin, sha256: file, notes } = transfer;
  const weights: Pretrained = {
    origin,
    sha256: initial === undefined ? file : sha256(canonicalJson({ file, ...initial })),
    notes: notes.map((message) => ({ kind: 'transfer', message })),
    read: () => {
      throw new Error('The child process reads them again.');
    },
  };
  return { weights, initial };
}
