import { graphSha256 } from '@convbench/graph';
import { canonicalJson } from '@convbench/spec';
import type { Graph } from '@convbench/spec';
import { sha256 } from '../../base/hash.js';
import type { Start } from '../weights/readTransfer.js';
import { untrainedTraits } from './given.js';
import type { Given } from './given.js';

/**
 * The weights of before training: enough for everything that does not depend on their values, such as time, memory and
 * parity.
 */
export interface InitialSource extends Given, Start {
  readonly kind: 'initial';
}

export function initialSource(graph: Graph, { scheme, seed }: Start): InitialSource {
  return {
    kind: 'initial',
    scheme,
    seed,
    origin: `the ${scheme} start with seed ${seed}, not trained`,
    sha256: sha256(canonicalJson({ scheme, seed, graphSha256: graphSha256(graph) })),
    notes: [],
  };
}

export const initialTraits = (source: InitialSource) => untrainedTraits(source);
