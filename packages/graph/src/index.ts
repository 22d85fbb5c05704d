export * from './activations.js';
export * from './axes.js';
export * from './builder.js';
export * from './builderOptions.js';
export * from './cost.js';
export * from './expandBraces.js';
export * from './hash.js';
export * from './initialize.js';
export * from './inputSize.js';
export * from './interpreter/index.js';
export * from './layers.js';
export * from './live.js';
export * from './macs.js';
export { WindowDoesNotFitError } from './operators/checks.js';
export {
  isClipBound,
  isUnary,
  isUnaryGrad,
  NO_CLIP,
  UNARY,
  UNARY_OPERATORS,
  unaryOperatorOf,
  type UnaryRule,
} from './operators/unary.js';
export * from './residual.js';
export * from './shapes.js';
export * from './window.js';
