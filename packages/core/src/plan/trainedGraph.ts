import { UserError } from '@convbench/spec';
import type { ArchitecturePlugin, Graph, Network, Recipe } from '@convbench/spec';

/**
 * The graph that a training differentiates: the network itself, or with auxiliary heads where the recipe gives them a
 * weight. Throws a `UserError` where the network has none.
 */
export function trainedGraph(
  architecture: ArchitecturePlugin,
  { id, title, options }: Pick<Network, 'id' | 'title' | 'options'>,
  { auxiliaryWeight }: Pick<Recipe, 'auxiliaryWeight'>,
  graph: Graph,
): Graph {
  if (auxiliaryWeight === undefined || graph.outputs.length > 1) return graph;
  const given = options as Parameters<ArchitecturePlugin['build']>[1];
  const withHeads = architecture.buildForTraining?.(id, given);
  if (withHeads === undefined)
    throw new UserError(
      'core',
      `The recipe of '${id}' gives auxiliary heads a weight, and ${title} has none.`,
      "Leave auxiliaryWeight out, or set it in the entries of networks that have such heads ('architectures[].recipe').",
    );
  return withHeads;
}
