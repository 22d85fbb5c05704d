import { deployedForm, describeLayers, groupLayers, staticCost } from '@convbench/graph';
import type { LayerGroup, LayerRow } from '@convbench/graph';
import type { Citation, Network, OpaqueLayer, StaticCost, Variant } from '@convbench/spec';
import { findVariant } from '../plugins/find.js';
import type { PluginSet } from '../plugins/types.js';
import { networkOf, variantNetwork, type VariantNetwork } from '../plugins/variantNetwork.js';
import { completeByItself } from './completeOptions.js';
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
  /** As it is trained, where that is another form: with auxiliary heads. Undefined where it is the same. */
  readonly trainingForm: Pick<StaticCost, 'trainableParameters' | 'macs'> | undefined;
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
  const network = networkOf(found, completeByItself(found, options));
  const { layers, cost, trainingForm } = describeParts(variantNetwork(plugin, network));
  return {
    network,
    variant,
    plugin: plugin.name,
    specifier: reference.specifier,
    paper: variant.paper ?? plugin.paper,
    static: cost,
    trainingForm,
    layers,
    groups: groupLayers(layers, 1),
    published: publishedFidelity(found),
  };
}

interface Parts {
  readonly layers: readonly (LayerRow | OpaqueLayer)[];
  readonly cost: StaticCost;
  readonly trainingForm: NetworkDescription['trainingForm'];
}

function describeParts(network: VariantNetwork): Parts {
  const opaque = network.opaque();
  if (opaque !== undefined)
    return { layers: opaque.layers, cost: opaque.static, trainingForm: undefined };
  const graph = network.build();
  const cost = staticCost(deployedForm(graph));
  const { trainableParameters, macs } = staticCost(network.buildForTraining() ?? graph);
  const same = trainableParameters === cost.trainableParameters;
  return {
    layers: describeLayers(graph),
    cost,
    trainingForm: same ? undefined : { trainableParameters, macs },
  };
}
