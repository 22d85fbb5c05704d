/** @file Whether a file takes its images as [N, H, W, C]. */
import type { Dimension } from '@convbench/spec';
import type { NodeProto } from '../onnx_pb.js';

const TO_PLANES = '0,3,1,2';
/** More channels than this in the last axis of an image are no colours. */
const MOST_COLOURS = 4;
/** Operators that prepare an image value by value, and may stand between the input and its Transpose. */
const PREPARES: ReadonlySet<string> = new Set([
  ...['Identity', 'Cast', 'Add', 'Sub', 'Mul', 'Div', 'QuantizeLinear', 'DequantizeLinear'],
]);

const TAKES_PLANES: ReadonlySet<string> = new Set([
  ...['Conv', 'MaxPool', 'AveragePool', 'BatchNormalization', 'QLinearConv', 'ConvInteger'],
]);

/** Told by the Transpose to planes that follows the image; without one by the sizes: colours are few, rows are many. */
export function takesChannelsLast(
  input: string,
  shape: readonly Dimension[],
  live: readonly NodeProto[],
): boolean {
  const [, height, , channels] = shape;
  if (shape.length !== 4 || typeof height !== 'number' || typeof channels !== 'number')
    return false;
  const before = new Set([input]);
  for (const node of live) {
    if (!node.input.some((name) => before.has(name))) continue;
    if (node.opType === 'Transpose') {
      const permutation = node.attribute.find(({ name }) => name === 'perm')?.ints;
      return permutation?.join() === TO_PLANES;
    }
    if (TAKES_PLANES.has(node.opType)) return false;
    if (PREPARES.has(node.opType)) for (const name of node.output) before.add(name);
  }
  return channels <= MOST_COLOURS && height > MOST_COLOURS;
}

/** The shape of the same images as planes [N, C, H, W]. */
export function asPlanes(shape: readonly Dimension[]): readonly Dimension[] {
  const [batch, height, width, channels] = shape;
  return [batch, channels, height, width].map((size) => {
    if (size === undefined) throw new RangeError(`[${shape.join(', ')}] is no shape of images`);
    return size;
  });
}
