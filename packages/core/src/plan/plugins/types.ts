import type {
  ArchitecturePlugin,
  BackendPlugin,
  DatasetPlugin,
  Plugin,
  PluginKind,
  ReporterPlugin,
  Variant,
} from '@convbench/spec';

/** How another process loads the same plugin again. Plain data. */
export interface PluginReference {
  readonly kind: PluginKind;
  readonly name: string;
  /** URL of the module. */
  readonly url: string;
  /** As it stands in the config or in the list of built-in plugins; for messages. */
  readonly specifier: string;
  /** Of a backend: what its library writes when all is well. */
  readonly knownOutput?: readonly string[];
}

export interface Loaded<P extends Plugin> {
  readonly plugin: P;
  readonly reference: PluginReference;
}

/** All plugins of a run, in the order of loading. A value, not a registry: nothing is kept between calls. */
export interface PluginSet {
  readonly architectures: readonly Loaded<ArchitecturePlugin>[];
  readonly backends: readonly Loaded<BackendPlugin>[];
  readonly datasets: readonly Loaded<DatasetPlugin>[];
  readonly reporters: readonly Loaded<ReporterPlugin>[];
}

export interface FoundVariant extends Loaded<ArchitecturePlugin> {
  readonly variant: Variant;
}
