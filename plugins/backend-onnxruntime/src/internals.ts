/** @file What tests ask of this backend beside its contract. Not for others. */
export { cudaFacts } from './cuda/facts.js';
export { DEFAULT_LOWERING, type LoweringOptions } from './lowering/options.js';
export { openTrainer } from './trainer.js';
