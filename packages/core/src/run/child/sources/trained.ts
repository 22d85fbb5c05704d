import { initializeWeights } from '@convbench/graph';
import type { TrainedSource } from '../../../plan/sources/trained.js';
import type { GraphContext } from './context.js';
import type { TrainingStart } from './startTraining.js';

export const startTrained = (
  { recipe, seed }: TrainedSource,
  { graph }: Pick<GraphContext, 'graph'>,
): TrainingStart => ({
  weights: initializeWeights(graph, { scheme: recipe.initialization, seed }),
  frozen: new Set(),
});
