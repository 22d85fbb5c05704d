/** @file Which input of an ONNX file is the image, and of what shape. */
import type { Dimension, GraphInput } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { nodeInputs } from './captured.js';
import { elementType } from './constants.js';
import { listNames } from './notes.js';
import type { GraphProto, NodeProto, TypeProto_Tensor, ValueInfoProto } from './onnx_pb.js';
import type { TranslationContext } from './operators/context.js';

/**
 * The one input that is no initializer (files before IR version 4 list every weight among the inputs) and that some
 * output depends on.
 *
 * @param inputShape shape of one image, without the batch, for files that leave it open.
 * @throws UserError when there is none or more than one, or when its shape is not known.
 */
export function findInput(
  graph: GraphProto,
  live: readonly NodeProto[],
  inputShape: readonly number[] | undefined,
  context: TranslationContext,
): GraphInput {
  const initializers = new Set(graph.initializer.map((tensor) => tensor.name));
  const used = new Set([...live.flatMap(nodeInputs), ...graph.output.map((output) => output.name)]);
  const candidates = graph.input.filter(({ name }) => !initializers.has(name) && used.has(name));
  const [input, ...others] = candidates;
  if (input === undefined) {
    throw new UserError(
      'formats',
      'No output of the ONNX file depends on an input.',
      'Export the model again, with the image as input.',
    );
  }
  if (others.length > 0) {
    throw new UserError(
      'formats',
      `The ONNX file has ${candidates.length} inputs (${listNames(candidates.map(({ name }) => name))}); a network for images has one.`,
      'Export the model again, with the image as its only input.',
    );
  }
  const tensor = input.type?.value.case === 'tensorType' ? input.type.value.value : undefined;
  checkType(input, tensor, context);
  return { name: input.name, shape: shapeOf(input, tensor, inputShape) };
}

function checkType(
  input: ValueInfoProto,
  tensor: TypeProto_Tensor | undefined,
  context: TranslationContext,
): void {
  const type = elementType(tensor?.elemType ?? 0);
  if (type === undefined) {
    throw new UserError(
      'formats',
      `The input '${input.name}' of the ONNX file is no tensor of numbers.`,
      'Export the model again, with the image as a float32 tensor.',
    );
  }
  if (type !== 'float32') {
    context.addNote(
      'precision',
      `The file takes its input '${input.name}' as ${type}; here it is float32.`,
      [input.name],
    );
  }
}

function shapeOf(
  input: ValueInfoProto,
  tensor: TypeProto_Tensor | undefined,
  inputShape: readonly number[] | undefined,
): Dimension[] {
  const stated = tensor?.shape?.dim.map(({ value }) =>
    value.case === 'dimValue' && value.value > 0n ? Number(value.value) : undefined,
  );
  const asText = stated?.map((size) => size ?? '?').join(', ');
  if (stated === undefined || stated.length === 0) {
    if (inputShape !== undefined) return ['N', ...inputShape];
    throw unknownShape(input.name, 'of unknown rank');
  }
  if (inputShape !== undefined && inputShape.length !== stated.length - 1) {
    throw unknownShape(
      input.name,
      `[${asText}], which does not go with [${inputShape.join(', ')}]`,
    );
  }
  return stated.map((size, axis) => {
    if (axis === 0) return size ?? 'N';
    const given = inputShape?.[axis - 1];
    if (size === undefined && given === undefined) throw unknownShape(input.name, `[${asText}]`);
    if (size !== undefined && given !== undefined && size !== given) {
      throw unknownShape(input.name, `[${asText}], not [N, ${inputShape?.join(', ')}]`);
    }
    return (size ?? given) as number;
  });
}

function unknownShape(name: string, problem: string): UserError {
  return new UserError(
    'formats',
    `The input '${name}' of the ONNX file is ${problem}.`,
    'Give the shape of one image (inputShape), or export the model with a fixed image size.',
  );
}
