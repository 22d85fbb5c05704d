import type { ModelProto } from '@convbench/formats';
import type { ImageForm } from '@convbench/spec';

/** More channels than this in the last axis of an image are no colours. */
const mostColours = 4;

type Dimension = number | undefined;

/** Dimensions of the image input, undefined where the file leaves one open; undefined where it states no rank. */
function statedDimensions({ graph }: ModelProto): readonly Dimension[] | undefined {
  const initializers = new Set(graph?.initializer.map(({ name }) => name));
  const type = graph?.input.find(({ name }) => !initializers.has(name))?.type?.value;
  const dimensions = type?.case === 'tensorType' ? type.value.shape?.dim : undefined;
  if (dimensions === undefined || dimensions.length === 0) return undefined;
  return dimensions.map(({ value }) =>
    value.case === 'dimValue' && value.value > 0n ? Number(value.value) : undefined,
  );
}

/**
 * Shape of one image in the file's own layout, for a file that leaves parts of it open: those are filled from `form`.
 * Undefined for a file that states the whole shape.
 */
export function openImageShape(model: ModelProto, form: ImageForm): readonly number[] | undefined {
  const { inputSize, channels } = form;
  const stated = statedDimensions(model);
  if (stated === undefined) return [channels, inputSize, inputSize];
  const [, first, second, third] = stated;
  if (stated.length !== 4) return undefined;
  if (first !== undefined && second !== undefined && third !== undefined) return undefined;
  const channelsLast = first === undefined && third !== undefined && third <= mostColours;
  return channelsLast
    ? [inputSize, second ?? inputSize, third]
    : [first ?? channels, second ?? inputSize, third ?? inputSize];
}
