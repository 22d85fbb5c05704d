/** @file Values of a file's initializers, from the file itself or from files beside it. */
import { UserError } from '@convbench/spec/plain';
import { nodeInputs } from './captured.js';
import { constantFromProto, elementType } from './constants.js';
import type { ExternalDataReader } from './externalData.js';
import { checkExternalLocations, externalDataReader } from './externalData.js';
import { listNames } from './notes.js';
import type { GraphProto, NodeProto } from './onnx_pb.js';
import type { TranslationContext } from './operators/context.js';

export interface ExternalDataOptions {
  /** Where weights in files of their own are looked for: the folder of the model, several in order of preference. */
  readonly directory?: string | readonly string[];
  /** Reads such weights instead of the file system. */
  readonly readExternalData?: ExternalDataReader;
}

/** What reads weights in files of their own; undefined where nothing says from where. */
export function readerOf({
  directory,
  readExternalData,
}: ExternalDataOptions): ExternalDataReader | undefined {
  return (
    readExternalData ??
    (directory === undefined ? undefined : externalDataReader([directory].flat()))
  );
}

/**
 * Reads the values of those initializers that a live node uses. Of element types that are not supported only the shape
 * is kept where `keepForeignTypes` says so.
 *
 * @throws UserError for a name that stands twice, data that do not fill their shape or are not there, and foreign types.
 */
export function addInitializers(
  proto: GraphProto,
  live: readonly NodeProto[],
  options: ExternalDataOptions & { readonly keepForeignTypes?: boolean },
  context: TranslationContext,
): void {
  const reader = readerOf(options);
  checkExternalLocations(proto.initializer);
  const used = new Set(live.flatMap(nodeInputs));
  const converted: string[] = [];
  for (const tensor of proto.initializer) {
    if (!used.has(tensor.name)) continue;
    if (context.constants.has(tensor.name)) {
      throw new UserError(
        'formats',
        `The ONNX file has two initializers named '${tensor.name}'.`,
        'Export the model again.',
      );
    }
    const type = elementType(tensor.dataType);
    if (type === undefined && options.keepForeignTypes) {
      context.addShape(tensor.name, tensor.dims.map(Number));
      continue;
    }
    context.addConstant(tensor.name, constantFromProto(tensor, reader));
    if (type !== 'float32' && type?.includes('float')) converted.push(tensor.name);
  }
  if (converted.length > 0) {
    context.addNote(
      'precision',
      `Converted to float32 from another precision: ${listNames(converted)}.`,
      converted,
    );
  }
}
