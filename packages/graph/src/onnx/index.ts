export * from './message.js';
export type { ModelProto } from './onnx_pb.js';
export * from './writer.js';
