/** @file Pad, which goes into the window that takes the padded map. */
import type { Pads } from '@convbench/spec';
import type { NodeReader } from '../nodeReader.js';
import type { Translate, TranslationContext } from './context.js';

/** Kept aside until the window that takes the padded map comes by: TensorFlow exports pad with a node of its own. */
export const pad: Translate = (reader, context) => {
  const x = reader.requiredInput(0);
  const rank = context.rank(reader, x);
  const mode = reader.string('mode', 'constant');
  const value = reader.opset >= 11 ? (context.scalar(reader, 2) ?? 0) : reader.float('value', 0);
  if (mode !== 'constant' || value !== 0) {
    throw reader.invalid(
      `pads with ${mode === 'constant' ? String(value) : `the mode '${mode}'`}; only zeros are supported`,
    );
  }
  const amounts =
    reader.opset >= 11
      ? context.integers(reader, 1)
      : (reader.ints('pads') ?? reader.ints('paddings'));
  const axes = (context.integers(reader, 3) ?? Array.from({ length: rank }, (_, axis) => axis)).map(
    (axis) => context.axis(reader, x, axis),
  );
  const of = (axis: number, end: boolean): number => {
    const index = axes.indexOf(axis);
    return index < 0 ? 0 : (amounts?.[end ? index + axes.length : index] ?? 0);
  };
  const others = axes
    .filter((axis) => axis < 2)
    .flatMap((axis) => [of(axis, false), of(axis, true)]);
  const pads: Pads = [of(2, false), of(3, false), of(2, true), of(3, true)];
  if (rank !== 4 || others.some((amount) => amount !== 0) || pads.some((amount) => amount < 0)) {
    throw reader.invalid('pads something else than the height and width of a map, or crops');
  }
  context.pendingPads.set(reader.firstOutput, { source: x, pads });
};

/**
 * The first input of a window before its padding, and that padding, if the window may do it itself: it is told what
 * the map is before.
 */
export function unpad(
  reader: NodeReader,
  context: TranslationContext,
  zerosAreHarmless: (source: string) => boolean,
): { x: string; padded: Pads } {
  const x = reader.requiredInput(0);
  const pending = context.pendingPads.get(x);
  if (!pending || !zerosAreHarmless(pending.source)) return { x, padded: [0, 0, 0, 0] };
  return { x: pending.source, padded: pending.pads };
}
