export { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.js';
export {
  AUXILIARY_HEAD_WEIGHT,
  differentiate,
  type DifferentiateOptions,
} from './differentiate.js';
export { dropoutMasks } from './dropoutMasks.js';
export { AbortError, fit, type FitOptions, type FitResult } from './fit.js';
export { checkState, initialState } from './initialState.js';
export { openInterpreterTrainer } from './interpreterTrainer.js';
export type { TrainingProgress } from './progress.js';
export {
  heldOutImages,
  learningRateAt,
  totalSteps,
  trainedImages,
  warmupStepsOf,
  type Span,
} from './schedule.js';
export { trainedWeights } from './weightAverage.js';
