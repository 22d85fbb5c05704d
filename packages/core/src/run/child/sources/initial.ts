import { initializeWeights } from '@convbench/graph';
import type { Weights } from '@convbench/spec';
import type { InitialSource } from '../../../plan/sources/initial.js';
import type { GraphContext } from './context.js';

export const readInitial = (
  { scheme, seed }: InitialSource,
  { graph }: Pick<GraphContext, 'graph'>,
): Weights => initializeWeights(graph, { scheme, seed });
