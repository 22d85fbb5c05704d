/** @file How this backend trains, for tests of what it makes of a step. */
export { DEFAULT_LOWERING, type LoweringOptions } from './lowering/options.js';
export { openTrainer } from './trainer.js';
