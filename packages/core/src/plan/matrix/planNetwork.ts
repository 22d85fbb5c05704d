import { deployedForm } from '@convbench/graph';
import { UserError } from '@convbench/spec';
import type { Graph, MatrixConfig } from '@convbench/spec';
import { findVariant } from '../plugins/find.js';
import type { PluginReference, PluginSet } from '../plugins/types.js';
import { networkOf, variantNetwork } from '../plugins/variantNetwork.js';
import { cellSettings } from './cellSettings.js';
import { completeOptions } from './completeOptions.js';
import { inputSizesOf } from './inputSizes.js';
import { completeRecipe } from './completeRecipe.js';
import { trainedGraph } from './trainedGraph.js';
import { chooseSource } from '../sources/chooseSource.js';
import { opaqueSource } from '../sources/opaque.js';
import type { PlannedDataset } from '../sources/plannedDataset.js';
import type { AskedWeights } from '../sources/planWeights.js';
import { refuseTransfer } from '../sources/readPlannedTransfer.js';
import { recordedCost } from './recordedCost.js';
import type { PublishedOf } from './recordedCost.js';

/** A network of the matrix, and where its weights come from. */
export interface PlannedNetwork extends AskedWeights {
  readonly reference: PluginReference;
  /** Images [N, C, H, W]; N is a number where it takes one batch size only. */
  readonly input: Graph['input'];
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
function checkBatchSizes(id: string, { shape }: Graph['input'], config: MatrixConfig): void {
  const [batch] = shape;
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
    const { input } = opaque;
    checkBatchSizes(variant.id, input, config);
    const source = opaqueSource(variant.id, opaque, own, config, plugins);
    refuseTransfer(entry, { hasOwn: true });
    return { network, reference, input, static: opaque.static, source };
  }
  // Auxiliary heads take no part in what is measured.
  const graph = deployedForm(made.build());
  const cost = recordedCost(graph, publishedOf(found));
  const { input } = graph;
  checkBatchSizes(variant.id, input, config);
  const source = await chooseSource(entry, {
    found,
    config,
    directory,
    dataset,
    recipe,
    plugins,
    own,
    graph,
    trainedGraph: () => trainedGraph(plugin, network, recipe, graph),
  });
  return { network, reference, input, static: cost, source };
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
