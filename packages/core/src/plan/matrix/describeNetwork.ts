import { deployedForm, describeLayers, groupLayers, staticCost } from '@convbench/graph';
import type { LayerGroup, LayerRow } from '@convbench/graph';
import type { Citation, Network, OpaqueLayer, StaticCost, Variant } from '@convbench/spec';
import { findVariant } from '../plugins/find.js';
import type { FoundVariant, PluginSet } from '../plugins/types.js';
import { parseArchitectureOptions, stemFor } from './completeOptions.js';
import { publishedFidelity } from './fidelity.js';
import type { Fidelity } from './fidelity.js';

export interface NetworkDescription {
  readonly network: Network;
  readonly variant: Variant;
  /** Name of the plugin, and the module that it came from. */
  readonly plugin: string;
  readonly specifier: string;
  readonly paper: Citation;
  /** As the network is deployed: without auxiliary heads. */
  readonly static: StaticCost;
  /** As it is trained, where that is another form: with auxiliary heads. */
  readonly trainingForm?: Pick<StaticCost, 'trainableParameters' | 'macs'>;
  readonly layers: readonly (LayerRow | OpaqueLayer)[];
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
  const complete = parseArchitectureOptions(found, { ...stem, ...options });
  const { layers, cost, trainingForm } = describeParts(found, complete);
  return {
    network: { id: variant.id, title: variant.title, family: plugin.family, options: complete },
    variant,
    plugin: plugin.name,
    specifier: reference.specifier,
    paper: variant.paper ?? plugin.paper,
    static: cost,
    ...(trainingForm && { trainingForm }),
    layers,
    groups: groupLayers(layers, 1),
    published: publishedFidelity(found),
  };
}

interface Parts {
  readonly layers: readonly (LayerRow | OpaqueLayer)[];
  readonly cost: StaticCost;
  readonly trainingForm?: NetworkDescription['trainingForm'];
}

function describeParts(
  { plugin, variant }: FoundVariant,
  complete: Readonly<Record<string, unknown>>,
): Parts {
  const options = complete as Parameters<typeof plugin.build>[1];
  const opaque = plugin.opaque?.(variant.id, options);
  if (opaque !== undefined) return { layers: opaque.layers, cost: opaque.static };
  const graph = plugin.build(variant.id, options);
  const cost = staticCost(deployedForm(graph));
  const training = plugin.buildForTraining?.(variant.id, options) ?? graph;
  const { trainableParameters, macs } = staticCost(training);
  return {
    layers: describeLayers(graph),
    cost,
    ...(trainableParameters !== cost.trainableParameters && {
      trainingForm: { trainableParameters, macs },
    }),
  };
}
