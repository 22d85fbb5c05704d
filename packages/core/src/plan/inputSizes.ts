import type { MatrixConfig } from '@convbench/spec';
import { findVariant } from '../plugins/find.js';
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
  const sizes = config.inputSizes.filter((size) => size !== 'native');
  if (!config.inputSizes.includes('native')) return [...new Set(sizes)];
  for (const { id } of config.architectures) {
    const known = plugins.architectures.some(({ plugin }) =>
      plugin.variants.some((variant) => variant.id === id || variant.aliases?.includes(id)),
    );
    if (known) sizes.push(nativeInputSize(findVariant(plugins, id)));
  }
  return [...new Set(sizes)];
}
