import { deployedForm } from '@convbench/graph';
import { UserError } from '@convbench/spec';
import type { Graph, MatrixConfig, Network, Pretrained, Recipe, StaticCost } from '@convbench/spec';
import { findVariant } from '../plugins/find.js';
import type { PluginReference, PluginSet } from '../plugins/types.js';
import { networkOf, variantNetwork } from '../plugins/variantNetwork.js';
import { cellSettings } from './cellSettings.js';
import { completeOptions } from './completeOptions.js';
import { inputSizesOf } from './inputSizes.js';
import { completeRecipe } from './completeRecipe.js';
import { trainedGraph } from './trainedGraph.js';
import { initialWeights } from '../weights/initialWeights.js';
import type { InitialWeights } from '../weights/initialWeights.js';
import { checkOpaque } from './checkOpaque.js';
import { recordedCost } from './recordedCost.js';
import type { PublishedOf } from './recordedCost.js';
import { planTransfer, refuseTransfer, transferredWeights } from './planTransfer.js';
import type { PlannedDataset } from './planDatasets.js';
import type { PlannedTransfer } from './types.js';

export interface PlannedNetwork {
  readonly network: Network;
  readonly reference: PluginReference;
  readonly graph: Pick<Graph, 'input'>;
  /** Operators that the reference does not interpret, of a file that is run as it stands. */
  readonly opaqueOperators?: readonly string[];
  readonly static: StaticCost;
  readonly recipe: Recipe;
  /** What is differentiated: the network, with auxiliary heads where the recipe trains some. Absent in an opaque one. */
  readonly trainedGraph?: Graph;
  /** Undefined for a network that is to be trained. */
  readonly pretrained: Pretrained | undefined;
  /** What the weights were made from, when `pretrained` are weights as they are before training. */
  readonly initial: InitialWeights | undefined;
  /** Weights of a file that the network starts from. */
  readonly transfer?: PlannedTransfer | undefined;
}

export interface PlanNetworkOptions {
  readonly config: MatrixConfig;
  /** The folder that relative paths of the config start in. */
  readonly directory: string;
  readonly plugins: PluginSet;
  readonly publishedOf: PublishedOf;
}

type ArchitectureEntry = MatrixConfig['architectures'][number];

/** A file may have been made for one batch size only. */
function checkBatchSizes(id: string, graph: Pick<Graph, 'input'>, config: MatrixConfig): void {
  const [batch] = graph.input.shape;
  if (typeof batch !== 'number') return;
  const batchSizes = cellSettings(config, batch).map(({ batchSize }) => batchSize);
  if (batchSizes.every((size) => size === batch)) return;
  throw new UserError(
    'core',
    `The network '${id}' takes batches of ${batch} only; the matrix has ${batchSizes.join(', ')}.`,
    `Set the batch size (--batch, batchSizes) to ${batch}, or export the model with a free batch size.`,
  );
}

/** Builds one network of the matrix. Throws a `UserError` for options or an input size that it cannot take. */
export async function planNetwork(
  entry: ArchitectureEntry,
  { config, directory, plugins, publishedOf }: PlanNetworkOptions,
  dataset: PlannedDataset,
): Promise<PlannedNetwork> {
  const found = findVariant(plugins, entry.id);
  const { plugin, variant, reference } = found;
  const options = completeOptions(found, entry.options, {
    classes: dataset.facts.classes.length,
    channels: dataset.channels,
    inputSize: dataset.inputSize,
  });
  const recipe = completeRecipe(variant, config.recipe, entry.recipe);
  const network = networkOf(found, options);
  const made = variantNetwork(plugin, network);
  const own = await made.pretrained();
  const opaque = made.opaque();
  if (opaque !== undefined) {
    checkBatchSizes(variant.id, opaque, config);
    checkOpaque(variant.id, opaque, own, config, plugins);
    refuseTransfer(entry, own);
    return {
      network,
      reference,
      graph: opaque,
      opaqueOperators: opaque.operators,
      static: opaque.static,
      recipe,
      pretrained: own,
      initial: undefined,
    };
  }
  // Auxiliary heads take no part in what is measured.
  const graph = deployedForm(made.build());
  const cost = recordedCost(graph, publishedOf(found));
  checkBatchSizes(variant.id, graph, config);
  const trained = own === undefined ? trainedGraph(plugin, network, recipe, graph) : graph;
  const untrained = config.weights === 'initial';
  const transfer = await planTransfer(entry, {
    found,
    config,
    directory,
    dataset,
    recipe,
    plugins,
    own,
    graph: untrained ? graph : trained,
  });
  if (transfer !== undefined && untrained) {
    const { weights, initial } = transferredWeights(transfer, { recipe, seed: config.seed });
    const base = { network, reference, graph, static: cost, recipe, transfer };
    return { ...base, trainedGraph: trained, pretrained: weights, initial };
  }
  const initial =
    untrained && own === undefined
      ? { scheme: recipe.initialization, seed: config.seed }
      : undefined;
  return {
    network,
    reference,
    graph,
    static: cost,
    recipe,
    pretrained: initial === undefined ? own : initialWeights(graph, initial),
    initial,
    trainedGraph: trained,
    transfer,
  };
}

/** What can be said against an entry without knowing the data: its id and its options. Throws a `UserError`. */
export function checkEntry(
  entry: ArchitectureEntry,
  config: MatrixConfig,
  plugins: PluginSet,
): void {
  const found = findVariant(plugins, entry.id);
  const [inputSize = 1] = inputSizesOf(found, config);
  completeOptions(found, entry.options, {
    classes: 10,
    channels: 3,
    inputSize,
  });
}
