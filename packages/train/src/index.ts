export { AbortError } from './abortError.js';
export { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.js';
export {
  AUXILIARY_HEAD_WEIGHT,
  differentiate,
  type DifferentiateOptions,
} from './differentiate.js';
export { dropoutMasks } from './dropoutMasks.js';
export { fit } from './fit.js';
export type { FitOptions, FitResult } from './fitOptions.js';
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
