import { graphSha256 } from '@convbench/graph';
import type { Graph, MatrixConfig, Pretrained, Recipe } from '@convbench/spec';
import { fileSource } from './file.js';
import { initialSource } from './initial.js';
import type { AskedSource } from './planWeights.js';
import { pretrainedSource } from './pretrained.js';
import { readPlannedTransfer, refuseTransfer } from './readPlannedTransfer.js';
import type { PlanTransferOptions } from './readPlannedTransfer.js';

export interface ChooseSourceOptions extends Omit<PlanTransferOptions, 'graph' | 'start'> {
  readonly config: Pick<MatrixConfig, 'weights' | 'seed'>;
  readonly recipe: Recipe;
  /** Weights that the network comes with. */
  readonly own: Pretrained | undefined;
  /** As it is deployed. */
  readonly graph: Graph;
  /** What a training differentiates. */
  readonly trainedGraph: () => Graph;
}

/**
 * Where the weights of a network that is a graph come from. Throws a `UserError` for weights that do not fit it, and for an
 * entry that asks for what cannot be together.
 */
export async function chooseSource(
  entry: MatrixConfig['architectures'][number],
  options: ChooseSourceOptions,
): Promise<AskedSource> {
  const { config, recipe, own, graph } = options;
  refuseTransfer(entry, { hasOwn: own !== undefined });
  if (own !== undefined) return pretrainedSource(own);
  const { seed } = config;
  const start = { scheme: recipe.initialization, seed };
  const read = (init: string, taker: Graph) =>
    readPlannedTransfer(init, entry.freeze, { ...options, graph: taker, start });
  const trained = options.trainedGraph();
  if (config.weights === 'initial')
    return entry.init === undefined
      ? initialSource(graph, start)
      : fileSource(await read(entry.init, graph), start);
  const asked = { recipe, seed, trainedGraphSha256: graphSha256(trained) };
  return entry.init === undefined
    ? { kind: 'trained', ...asked }
    : { kind: 'transferred', ...asked, transfer: await read(entry.init, trained) };
}
