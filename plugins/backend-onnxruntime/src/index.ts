export { onnxruntime as default } from './plugin.js';
export { DEFAULT_LOWERING, type LoweringOptions } from './lowering/options.js';
export { openTrainer } from './trainer.js';
