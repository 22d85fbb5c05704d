import type { Graph, Weights } from '@convbench/spec';
import type { GivenSource } from '../../../plan/sources/weightSource.js';
import type { SourceContext } from './context.js';
import { readFileWeights } from './file.js';
import { readInitial } from './initial.js';
import { readPretrained } from './pretrained.js';

/** What the cache gets of weights that are not trained. */
export interface NetworkWithWeights {
  readonly graph: Graph;
  readonly weights: Weights;
}

/**
 * The row of each kind: the graph that `build` makes, with values of its parameters. Undefined where they stay in a file
 * that the engine runs as it stands.
 */
export async function readGiven(
  source: GivenSource,
  context: SourceContext,
  build: () => Graph,
): Promise<NetworkWithWeights | undefined> {
  switch (source.kind) {
    case 'pretrained':
      return { graph: build(), weights: await readPretrained(source, context) };
    case 'initial': {
      const graph = build();
      return { graph, weights: readInitial(source, { graph }) };
    }
    case 'file': {
      const graph = build();
      return { graph, weights: await readFileWeights(source, { ...context, graph }) };
    }
    case 'opaque':
      return undefined;
  }
}
