import { elementCount } from '@convbench/graph';
import { isUserError } from '@convbench/spec';
import type { ArchitecturePlugin, Graph, Variant } from '@convbench/spec';
import type { PluginSet } from '../plugins/types.js';
import { withoutWrapping } from './fileKeys.js';
import { auxiliaryParameters, headParameters } from './headParameters.js';
import { namingsOf } from './namings.js';
import type { NamedTensor } from './namedTensor.js';

/** Colours, then grey. */
const usualChannels = [3, 1];

/**
 * Ids of the networks whose parameters are all in a file, with their shapes, whatever number of classes it tells apart:
 * what to name where weights were given to another one. Networks are built as they were published.
 */
export function fittingNetworks(
  plugins: PluginSet,
  given: ReadonlyMap<string, NamedTensor>,
): readonly string[] {
  const { tensors } = withoutWrapping(given);
  return plugins.architectures.flatMap(({ plugin }) =>
    plugin.variants
      .filter((variant) => mayFit(plugin, variant, tensors) && fits(plugin, variant, tensors))
      .map(({ id }) => id),
  );
}

/** Names alone tell this, before anything is built. */
function mayFit(
  { checkpoints }: ArchitecturePlugin,
  { id }: Variant,
  tensors: ReadonlyMap<string, NamedTensor>,
): boolean {
  const layers = new Set([...tensors.keys()].map((key) => key.slice(0, key.lastIndexOf('.'))));
  const published = checkpoints?.(id) ?? [];
  return published.some((each) => each.layers.slice(0, -1).every((layer) => layers.has(layer)));
}

function fits(
  plugin: ArchitecturePlugin,
  variant: Variant,
  tensors: ReadonlyMap<string, NamedTensor>,
): boolean {
  const { inputSize } = variant.published?.[0]?.options ?? {};
  return usualChannels.some((channels) => {
    const options = plugin.options.safeParse({ channels, inputSize });
    if (!options.success) return false;
    try {
      return fitsGraph(plugin.build(variant.id, options.data), plugin, variant.id, tensors);
    } catch (error) {
      if (isUserError(error)) return false;
      throw error;
    }
  });
}

function fitsGraph(
  graph: Graph,
  plugin: ArchitecturePlugin,
  id: string,
  tensors: ReadonlyMap<string, NamedTensor>,
): boolean {
  const free = new Set([...headParameters(graph), ...auxiliaryParameters(graph)]);
  const wanted = graph.parameters.filter(({ name }) => !free.has(name));
  return namingsOf(graph, plugin, id).some(({ names, checkpoint }) => {
    const places = new Set(names.values());
    const trainingOnly = checkpoint?.trainingOnly ?? [];
    return (
      wanted.every(({ name, shape }) => {
        const tensor = tensors.get(names.get(name) ?? '');
        return tensor?.data.length === elementCount(shape);
      }) &&
      // A deeper network has all of a shallower one, and more.
      [...tensors.keys()].every(
        (key) => places.has(key) || trainingOnly.includes(key.split(/[./]/)[0] ?? ''),
      )
    );
  });
}
