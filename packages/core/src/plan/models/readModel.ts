import { decodeOnnx, readOpaqueOnnx, runnableOnnx, UntranslatableError } from '@convbench/formats';
import type { ModelProto, OnnxNote } from '@convbench/formats';
import { UserError, isUserError } from '@convbench/spec/plain';
import type { Family, Graph, ImageForm, OpaqueModel, Weights } from '@convbench/spec';
import { asClassifier, asOpaqueClassifier } from './asClassifier.js';
import type { Classifier } from './asClassifier.js';
import { graphFamily } from './graphFamily.js';
import { openImageShape } from './imageShape.js';
import { modelSha256, readModelFile } from './modelFiles.js';
import type { ModelFile } from './modelFiles.js';

interface ReadModel extends Classifier {
  readonly family: Family;
  readonly notes: readonly OnnxNote[];
  readonly message: ModelProto;
  /** Whether the file leaves the size of its images open. */
  readonly anySize: boolean;
  sha256(): Promise<string>;
}

/** A file that the vocabulary can say wholly. */
export interface KnownModel extends ReadModel {
  readonly graph: Graph;
  readonly weights: Weights;
  readonly opaque?: undefined;
}

/** A file with operators that only an engine knows. */
export interface UnknownModel extends ReadModel {
  readonly opaque: OpaqueModel;
}

export type Model = KnownModel | UnknownModel;

/**
 * Reads a classifier from an ONNX file. `form` fills what the file leaves open of the shape of its images.
 * Throws a `UserError` that names the model for whatever keeps it from being read.
 */
export function readModel(path: string, name: string, form: ImageForm): Model {
  try {
    const file = readModelFile(path, name);
    const inputShape = openImageShape(file.message, form);
    const common = {
      message: file.message,
      anySize: inputShape !== undefined,
      sha256: () => modelSha256(file),
    };
    const options = { directory: file.directories, inputShape };
    try {
      const { graph, weights, notes } = decodeOnnx(file.bytes, options);
      const classifier = asClassifier(graph, name);
      return { ...common, ...classifier, family: graphFamily(graph), weights, notes };
    } catch (error) {
      if (!(error instanceof UntranslatableError)) throw error;
      return { ...common, ...readOpaque(file, name, options) };
    }
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

function readOpaque(
  { message }: ModelFile,
  name: string,
  options: {
    readonly directory: readonly string[];
    readonly inputShape: readonly number[] | undefined;
  },
) {
  const read = readOpaqueOnnx(message, options);
  const { form, classes } = asOpaqueClassifier(read, name);
  const nodes = (message.graph?.node ?? []).map(({ opType, input, output }) => ({
    op: opType,
    inputs: input,
    outputs: output,
  }));
  const family = graphFamily({ input: read.input, nodes });
  const { static: cost, layers, operators, domains, notes } = read;
  const opaque: OpaqueModel = {
    name: read.name,
    family,
    input: read.input,
    classes,
    static: cost,
    layers,
    operators,
    domains,
    file: (batchSize) => runnableOnnx(message, read, batchSize, options),
  };
  return { form, classes, family, notes, opaque };
}
