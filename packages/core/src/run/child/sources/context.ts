import type { ArchitecturePlugin, Graph, Network } from '@convbench/spec';

/** The network that weights are read for. */
export interface SourceContext {
  readonly architecture: ArchitecturePlugin;
  readonly network: Network;
}

export interface GraphContext extends SourceContext {
  /** What takes the weights. */
  readonly graph: Graph;
}
