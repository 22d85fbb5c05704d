import type { Weights } from '@convbench/spec';
import type { TrainingSource } from '../../../plan/sources/weightSource.js';
import type { GraphContext } from './context.js';
import { startTrained } from './trained.js';
import { startTransferred } from './transferred.js';

/** What a training begins with. */
export interface TrainingStart {
  /** Of every parameter of the graph. */
  readonly weights: Weights;
  /** Names of the parameters that stay as they are. */
  readonly frozen: ReadonlySet<string>;
}

/** The row of each kind. */
export function startTraining(
  source: TrainingSource,
  context: GraphContext,
): TrainingStart | Promise<TrainingStart> {
  switch (source.kind) {
    case 'trained':
      return startTrained(source, context);
    case 'transferred':
      return startTransferred(source, context);
  }
}
