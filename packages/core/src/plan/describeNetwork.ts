import { describeLayers, groupLayers, staticCost } from '@convbench/graph';
import type { LayerGroup, LayerRow } from '@convbench/graph';
import type { Citation, Network, StaticCost, Variant } from '@convbench/spec';
import { findVariant } from '../plugins/find.js';
import type { PluginSet } from '../plugins/types.js';
import { parseArchitectureOptions, stemFor } from './completeOptions.js';
import { fidelity } from './fidelity.js';
import type { Fidelity } from './fidelity.js';

export interface NetworkDescription {
  readonly network: Network;
  readonly variant: Variant;
  /** Name of the plugin, and the module that it came from. */
  readonly plugin: string;
  readonly specifier: string;
  readonly paper: Citation;
  readonly static: StaticCost;
  readonly layers: readonly LayerRow[];
  /** Layers summed by the first part of their names. */
  readonly groups: readonly LayerGroup[];
  /** What the paper or the reference implementation states, each under options of its own. */
  readonly published: readonly Fidelity[];
}

/**
 * What can be said of a network without running it. `options` are completed by the defaults; the stem follows the
 * input size unless it is given. Throws a `UserError` for an unknown id or options that it cannot take.
 */
export function describeNetwork(
  plugins: PluginSet,
  idOrAlias: string,
  options: Readonly<Record<string, unknown>> = {},
): NetworkDescription {
  const found = findVariant(plugins, idOrAlias);
  const { plugin, variant, reference } = found;
  const { inputSize } = options;
  const stem = typeof inputSize === 'number' ? stemFor(found, inputSize) : {};
  const build = (given: Readonly<Record<string, unknown>>) => {
    const complete = parseArchitectureOptions(found, given);
    const graph = plugin.build(variant.id, complete as Parameters<typeof plugin.build>[1]);
    return { complete, graph };
  };
  const { complete, graph } = build({ ...stem, ...options });
  const layers = describeLayers(graph);
  return {
    network: { id: variant.id, title: variant.title, family: plugin.family, options: complete },
    variant,
    plugin: plugin.name,
    specifier: reference.specifier,
    paper: variant.paper ?? plugin.paper,
    static: staticCost(graph),
    layers,
    groups: groupLayers(layers, 1),
    published: (variant.published ?? []).map((figures) =>
      fidelity(figures, staticCost(build(figures.options).graph)),
    ),
  };
}
