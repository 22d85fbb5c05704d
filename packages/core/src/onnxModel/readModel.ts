import { decodeOnnx } from '@convbench/graph';
import type { ModelProto, OnnxNote } from '@convbench/graph';
import { UserError, isUserError } from '@convbench/spec';
import type { ImageForm, Weights } from '@convbench/spec';
import { asClassifier } from './asClassifier.js';
import type { Classifier } from './asClassifier.js';
import { openImageShape } from './imageShape.js';
import { modelSha256, readModelFile } from './modelFiles.js';

export interface Model extends Classifier {
  readonly weights: Weights;
  readonly notes: readonly OnnxNote[];
  readonly message: ModelProto;
  /** Whether the file leaves the size of its images open. */
  readonly anySize: boolean;
  sha256(): Promise<string>;
}

/**
 * Reads a classifier from an ONNX file. `form` fills what the file leaves open of the shape of its images.
 * Throws a `UserError` that names the model for whatever keeps it from being read.
 */
export function readModel(path: string, name: string, form: ImageForm): Model {
  try {
    const file = readModelFile(path, name);
    const { bytes, message, directories } = file;
    const inputShape = openImageShape(message, form);
    const { graph, weights, notes } = decodeOnnx(bytes, {
      directory: directories,
      ...(inputShape === undefined ? {} : { inputShape }),
    });
    const classifier = asClassifier(graph, name);
    const anySize = inputShape !== undefined;
    return { ...classifier, weights, notes, message, anySize, sha256: () => modelSha256(file) };
  } catch (error) {
    if (!isUserError(error) || error.problem.includes(JSON.stringify(name))) throw error;
    throw new UserError(
      error.room,
      `The model ${JSON.stringify(name)} cannot be used: ${error.problem}`,
      error.remedy,
      { cause: error },
    );
  }
}
