export { interpret, interpretAll } from './interpret.js';
export { interpretTrainingStep, type InterpretedStep } from './interpretTrainingStep.js';
export type { Tensor } from './tensor.js';
export type { NumericState } from './values.js';
