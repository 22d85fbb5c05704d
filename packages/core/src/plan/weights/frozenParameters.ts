import { nodesBefore } from '@convbench/graph';
import { UserError } from '@convbench/spec';
import type { Graph } from '@convbench/spec';
import { didYouMean } from '../../base/suggest.js';
import { auxiliaryParameters, headParameters, parametersOf } from './headParameters.js';

/** Freezes everything but what tells classes apart: a linear probe. */
export const allButHead = 'all-but-head';

/**
 * Names of the parameters that stay as they are: those of a layer and of everything that it depends on. A layer is a
 * node by its name, or a group of nodes by the first parts of theirs, up to the last of them.
 *
 * Throws a `UserError` for a layer that the network does not have, and where nothing would be left to train.
 */
export function frozenParameters(graph: Graph, layer: string, id: string): ReadonlySet<string> {
  const auxiliary = auxiliaryParameters(graph);
  if (layer === allButHead) {
    const head = headParameters(graph);
    const names = graph.parameters.map(({ name }) => name);
    return new Set(names.filter((name) => !head.has(name) && !auxiliary.has(name)));
  }
  const nodes = graph.nodes.filter(({ name }) => name === layer || name.startsWith(`${layer}/`));
  if (nodes.length === 0) {
    const groups = [...new Set(graph.nodes.map(({ name }) => name.split('/')[0] ?? name))];
    throw new UserError(
      'core',
      `The network '${id}' has no layer '${layer}' to freeze up to.`,
      `${didYouMean(layer, [...groups, allButHead])}Name one of its layers (convbench describe ${id}), such as ${groups.join(', ')}, or ${allButHead}.`,
    );
  }
  const before = nodesBefore(
    graph,
    nodes.flatMap(({ outputs }) => outputs),
  );
  const frozen = parametersOf(graph, before);
  const left = graph.parameters.filter(({ name }) => !frozen.has(name) && !auxiliary.has(name));
  if (left.length > 0) return frozen;
  throw new UserError(
    'core',
    `Freezing '${id}' up to '${layer}' leaves nothing to train.`,
    `Name an earlier layer, or ${allButHead}.`,
  );
}
