export * from './network/networkFiles.js';
export * from './onnx/index.js';
export * from './pytorch/readPytorch.js';
export * from './safetensors/safetensors.js';
