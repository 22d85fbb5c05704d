export * from './decode.js';
export * from './encode.js';
export type { ExternalDataReader } from './externalData.js';
export * from './files.js';
export * from './message.js';
export type { OnnxNote, OnnxNoteKind } from './notes.js';
export type { ModelProto } from './onnx_pb.js';
export * from './writer.js';
