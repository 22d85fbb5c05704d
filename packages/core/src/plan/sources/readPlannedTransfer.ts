import { resolve } from 'node:path';
import { UserError } from '@convbench/spec';
import type { Graph, MatrixConfig, Transfer } from '@convbench/spec';
import type { FoundVariant, PluginSet } from '../plugins/types.js';
import { fittingNetworks } from '../weights/fittingNetworks.js';
import { readTransfer } from '../weights/readTransfer.js';
import type { Start } from '../weights/readTransfer.js';
import { readWeightFile } from '../weights/weightFile.js';
import type { PlannedDataset } from './plannedDataset.js';

/** Weights of a file, as they fit a network. */
export interface PlannedTransfer extends Transfer {
  /** Absolute; records hold `origin`. */
  readonly path: string;
}

type ArchitectureEntry = MatrixConfig['architectures'][number];

export interface PlanTransferOptions {
  readonly found: FoundVariant;
  /** The folder that relative paths of the config start in. */
  readonly directory: string;
  readonly dataset: Pick<PlannedDataset, 'normalization'>;
  /** What values that the file does not give are drawn from. */
  readonly start: Start;
  readonly plugins: PluginSet;
  /** What takes the weights. */
  readonly graph: Graph;
}

/** Throws a `UserError` where an entry asks for weights of a file and the network has its own, or freezes a random start. */
export function refuseTransfer(
  { id, init, freeze }: ArchitectureEntry,
  { hasOwn }: { readonly hasOwn: boolean },
): void {
  if (init === undefined && freeze === undefined) return;
  if (init === undefined)
    throw new UserError(
      'core',
      `'${id}' is to be frozen up to '${freeze ?? ''}' without weights to start from.`,
      'Give them with --init (init), or leave out --freeze (freeze).',
    );
  if (hasOwn)
    throw new UserError(
      'core',
      `The model '${id}' has weights of its own and is not trained.`,
      'Leave out --init (init), or train it from the beginning with weights=new.',
    );
}

/** Reads the weights of a file and says what becomes of them. Throws a `UserError` for those that do not fit the network. */
export async function readPlannedTransfer(
  init: string,
  freeze: string | undefined,
  { found, directory, dataset, start, plugins, graph }: PlanTransferOptions,
): Promise<PlannedTransfer> {
  const path = resolve(directory, init);
  const { transfer } = readTransfer({
    file: await readWeightFile(path, init),
    graph,
    architecture: found.plugin,
    id: found.variant.id,
    freeze,
    start,
    normalization: dataset.normalization,
    fitting: (tensors) => fittingNetworks(plugins, tensors),
  });
  return { ...transfer, path };
}
