import { UserError } from '@convbench/spec/plain';

/** A node or setting of an ONNX file that the vocabulary cannot say. The file is sound: an engine may run it as it is. */
export class UntranslatableError extends UserError {}
