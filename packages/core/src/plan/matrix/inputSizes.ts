import type { MatrixConfig } from '@convbench/spec';
import { lookUpVariant } from '../plugins/find.js';
import type { FoundVariant, PluginSet } from '../plugins/types.js';

/** The input size that a network was published for: that of its first published figures, else its own default. */
export function nativeInputSize({ plugin, variant }: FoundVariant): number {
  const published = variant.published?.[0]?.options.inputSize;
  return typeof published === 'number' ? published : plugin.options.parse({}).inputSize;
}

/** The input sizes at which the matrix has this network, each once. */
export function inputSizesOf(found: FoundVariant, config: MatrixConfig): number[] {
  const sizes = config.inputSizes.map((size) =>
    size === 'native' ? nativeInputSize(found) : size,
  );
  return [...new Set(sizes)];
}

/** Every input size that some network of the matrix has. Unknown networks are left for the plan to name. */
export function allInputSizes(config: MatrixConfig, plugins: PluginSet): number[] {
  const sizes = config.architectures.flatMap(({ id }) => {
    const found = lookUpVariant(plugins, id);
    return found === undefined ? [] : inputSizesOf(found, config);
  });
  // Of unknown networks only those that do not depend on the network.
  const given = config.inputSizes.filter((size) => size !== 'native');
  return [...new Set([...given, ...sizes])];
}
