import type {
  ArchitectureOptions,
  ArchitecturePlugin,
  Graph,
  Network,
  OpaqueModel,
  Pretrained,
} from '@convbench/spec';
import type { FoundVariant } from './types.js';

/** What an architecture makes of one variant with one set of options. */
export interface VariantNetwork {
  /** Throws a `UserError` for options that the network cannot take. */
  build(): Graph;
  /** Adds what only training uses; undefined where the variant has no such parts. */
  buildForTraining(): Graph | undefined;
  /** The file that is run as it stands; undefined where the network is a graph. */
  opaque(): OpaqueModel | undefined;
  /** The weights that the network comes with, if it does. */
  pretrained(): Promise<Pretrained | undefined>;
}

/**
 * The network of a plan or a record. Its options are plain data there, and the plugin has a type of its own for them:
 * they are what the plugin's schema made of them (`parseArchitectureOptions`), so this is the one place that may say so.
 */
export function variantNetwork(
  plugin: ArchitecturePlugin,
  { id, options }: Pick<Network, 'id' | 'options'>,
): VariantNetwork {
  const completed = options as ArchitectureOptions;
  return {
    build: () => plugin.build(id, completed),
    buildForTraining: () => plugin.buildForTraining?.(id, completed),
    opaque: () => plugin.opaque?.(id, completed),
    pretrained: async () => plugin.pretrained?.(id, completed),
  };
}

/** A variant with completed options, as plans and records name it. */
export function networkOf(
  { plugin, variant }: FoundVariant,
  options: Record<string, unknown>,
): Network {
  return { id: variant.id, title: variant.title, family: plugin.family, options };
}
