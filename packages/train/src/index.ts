export {
  AUXILIARY_HEAD_WEIGHT,
  differentiate,
  type DifferentiateOptions,
} from './differentiate.js';
export { checkState, initialState } from './initialState.js';
