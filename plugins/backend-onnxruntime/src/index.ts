export { onnxruntime as default } from './plugin.js';
