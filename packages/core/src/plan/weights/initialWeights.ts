import { graphSha256, initializeWeights } from '@convbench/graph';
import { canonicalJson } from '@convbench/spec';
import type { Graph, Initialization, Pretrained } from '@convbench/spec';
import { sha256 } from '../../base/hash.js';

/** Decides a network's weights as they are before training. */
export interface InitialWeights {
  readonly scheme: Initialization;
  readonly seed: number;
}

/**
 * A network's weights before training, as if it had come with them: enough for everything that does not depend on
 * their values, such as time, memory and parity.
 */
export function initialWeights(graph: Graph, initial: InitialWeights): Pretrained {
  return {
    origin: `the ${initial.scheme} start with seed ${initial.seed}, not trained`,
    sha256: sha256(canonicalJson({ ...initial, graphSha256: graphSha256(graph) })),
    notes: [],
    read: () => initializeWeights(graph, initial),
  };
}
