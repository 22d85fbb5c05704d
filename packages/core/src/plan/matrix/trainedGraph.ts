import { UserError } from '@convbench/spec';
import type { ArchitecturePlugin, Graph, Network, Recipe } from '@convbench/spec';
import { variantNetwork } from '../plugins/variantNetwork.js';

/**
 * The graph that a training differentiates: `deployed`, the network as it is measured, or that with auxiliary heads, where
 * the network's options or the weight in the recipe ask for them. Throws a `UserError` where the network has none.
 */
export function trainedGraph(
  architecture: ArchitecturePlugin,
  { id, title, options }: Pick<Network, 'id' | 'title' | 'options'>,
  { auxiliaryWeight }: Pick<Recipe, 'auxiliaryWeight'>,
  deployed: Graph,
): Graph {
  const network = variantNetwork(architecture, { id, options });
  const asked = network.build();
  if (asked.outputs.length > 1) return asked;
  if (auxiliaryWeight === undefined) return deployed;
  const withHeads = network.buildForTraining();
  if (withHeads === undefined)
    throw new UserError(
      'core',
      `The recipe of '${id}' gives auxiliary heads a weight, and ${title} has none.`,
      "Leave auxiliaryWeight out, or set it in the entries of networks that have such heads ('architectures[].recipe').",
    );
  return withHeads;
}
