import type { TransferredSource } from '../../../plan/sources/transferred.js';
import type { GraphContext } from './context.js';
import { openTransfer } from './openTransfer.js';
import type { TrainingStart } from './startTraining.js';

/** Throws a `UserError` where the file is another one than when it was planned. */
export const startTransferred = (
  { transfer, recipe, seed }: TransferredSource,
  context: GraphContext,
): Promise<TrainingStart> =>
  openTransfer(transfer, { scheme: recipe.initialization, seed }, context);
