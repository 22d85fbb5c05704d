import { staticCost } from '@convbench/graph';
import type { Graph, MatrixConfig, Network, Recipe, StaticCost } from '@convbench/spec';
import { findVariant } from '../plugins/find.js';
import type { PluginReference, PluginSet } from '../plugins/types.js';
import { completeOptions } from './completeOptions.js';
import { completeRecipe } from './completeRecipe.js';
import type { PlannedDataset } from './planDatasets.js';

export interface PlannedNetwork {
  readonly network: Network;
  readonly reference: PluginReference;
  readonly graph: Graph;
  readonly static: StaticCost;
  readonly recipe: Recipe;
}

type ArchitectureEntry = MatrixConfig['architectures'][number];

/** Builds one network of the matrix. Throws a `UserError` for options or an input size that it cannot take. */
export function planNetwork(
  entry: ArchitectureEntry,
  config: MatrixConfig,
  dataset: PlannedDataset,
  plugins: PluginSet,
): PlannedNetwork {
  const found = findVariant(plugins, entry.id);
  const { plugin, variant, reference } = found;
  const options = completeOptions(found, entry.options, {
    classes: dataset.facts.classes.length,
    channels: dataset.channels,
    inputSize: dataset.inputSize,
  });
  const recipe = completeRecipe(variant.id, variant.recipe, config.recipe, entry.recipe);
  const graph = plugin.build(variant.id, options as Parameters<typeof plugin.build>[1]);
  return {
    network: { id: variant.id, title: variant.title, family: plugin.family, options },
    reference,
    graph,
    static: staticCost(graph),
    recipe,
  };
}
