import { describeLayers, groupLayers, staticCost } from '@convbench/graph';
import type { Graph, StaticCost } from '@convbench/spec';
import type { FoundVariant } from '../plugins/types.js';
import { publishedFidelity } from './fidelity.js';

type Published = NonNullable<StaticCost['published']>;
export type PublishedOf = (found: FoundVariant) => Published;

/** The cost of a network as a record has it: with where it comes from, and with what others state of the network. */
export function recordedCost(graph: Graph, published: Published): StaticCost {
  return {
    ...staticCost(graph),
    layerGroups: groupLayers(describeLayers(graph), 1).map(
      ({ name, layers, trainableParameters, macs, activationBytes }) => ({
        name,
        layers,
        trainableParameters,
        macs,
        activationBytes,
      }),
    ),
    published: published.length > 0 ? published : undefined,
  };
}

/** Builds each variant once, however often a plan has it. */
export function publishedOnce(): PublishedOf {
  const known = new Map<string, Published>();
  return (found) => {
    const { id } = found.variant;
    const published =
      known.get(id) ??
      publishedFidelity(found).map(({ figures, trainableParameters, macs }) => ({
        source: figures.source,
        difference: figures.difference,
        trainableParameters,
        macs,
      }));
    known.set(id, published);
    return published;
  };
}
