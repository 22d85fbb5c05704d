import type { FitOptions, FitResult } from './fitOptions.js';
import { checkState } from './initialState.js';
import { TrainingLoop } from './trainingLoop.js';

/**
 * Trains until the recipe's budget is used up, or its validation says that nothing more is gained.
 *
 * With a resumed checkpoint, a trainer that keeps its state in float32 ends with the very weights of an undisturbed
 * training, unless the budget is one of seconds. Throws an `AbortError` soon after the signal, having saved a
 * checkpoint, and a `UserError` for a loss or weights that are not finite, for a training that diverges, for labels
 * beyond the classes and for a checkpoint of another training.
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { training, recipe, resumeFrom, validate } = options;
  if (training.batchSize !== recipe.batchSize)
    throw new RangeError(
      `The step takes ${training.batchSize} images, the recipe ${recipe.batchSize}.`,
    );
  if (recipe.validation && !validate) throw new RangeError('The recipe asks for a validation.');
  if (resumeFrom) checkState(training, resumeFrom.state);
  return new TrainingLoop(options).run();
}
