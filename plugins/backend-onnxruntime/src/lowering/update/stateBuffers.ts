/** @file How parameters, running statistics and optimizer slots lie in the arrays that a trainer keeps. */
import type { Shape, Weights } from '@convbench/spec';
import type { Piece } from '../../passes/cutLinears.js';
import type { Layout } from '../context.js';
import { elements } from '../stepBuilder.js';

/** A parameter, statistic or slot of the training graph inside a buffer. */
export interface StateMember {
  readonly name: string;
  readonly shape: Shape;
  readonly layout: Layout;
  /** Where it lies in the state that it was cut from. */
  readonly piece?: Piece | undefined;
}

/** One array of the trainer, input of the lowered step: its members lie one after another. */
export interface StateBuffer {
  /** Name of the model's input. */
  readonly input: string;
  /** Name of the model's output with the new values; absent for what no step changes. */
  readonly output?: string;
  /** Shape of both. */
  readonly shape: readonly number[];
  readonly members: readonly StateMember[];
}

/** The buffer's array from values in the training graph's layout. */
export function packState(buffer: StateBuffer, state: Weights): Float32Array {
  const packed = new Float32Array(elements(buffer.shape));
  let offset = 0;
  for (const member of buffer.members) {
    const size = elements(member.shape);
    const values = valuesOf(member, state);
    if (values?.length !== size)
      throw new Error(
        `The state of '${member.name}' has ${values?.length ?? 'no'} values, not ${size}.`,
      );
    packed.set(
      member.layout === 'logical' ? values : inputChannelsLast(values, member.shape),
      offset,
    );
    offset += size;
  }
  return packed;
}

function valuesOf({ name, shape, piece }: StateMember, state: Weights): Float32Array | undefined {
  if (!piece) return state.get(name);
  const whole = state.get(piece.whole);
  return whole?.length === piece.size
    ? whole.subarray(piece.offset, piece.offset + elements(shape))
    : whole;
}

/**
 * Copies of the members of all buffers, in the training graph's layout.
 *
 * @param arrayOf the array of a buffer, by its input.
 */
export function unpackState(
  buffers: readonly StateBuffer[],
  arrayOf: (input: string) => Float32Array,
): Weights {
  const state = new Map<string, Float32Array>();
  for (const buffer of buffers) unpackInto(state, buffer, arrayOf(buffer.input));
  return state;
}

function unpackInto(
  state: Map<string, Float32Array>,
  buffer: StateBuffer,
  packed: Float32Array,
): void {
  let offset = 0;
  for (const { name, shape, layout, piece } of buffer.members) {
    const values = packed.slice(offset, offset + elements(shape));
    offset += values.length;
    const logical = layout === 'logical' ? values : inputChannelsSecond(values, shape);
    if (!piece) {
      state.set(name, logical);
      continue;
    }
    const whole = state.get(piece.whole) ?? new Float32Array(piece.size);
    whole.set(logical, piece.offset);
    state.set(piece.whole, whole);
  }
}

/** [O, I, kh, kw] to [O, kh, kw, I] */
function inputChannelsLast(values: Float32Array, shape: Shape): Float32Array {
  const [outputs = 1, inputs = 1, ...kernel] = shape;
  return exchangeInnerAxes(values, outputs, inputs, elements(kernel));
}

/** [O, kh, kw, I] to [O, I, kh, kw] */
function inputChannelsSecond(values: Float32Array, shape: Shape): Float32Array {
  const [outputs = 1, inputs = 1, ...kernel] = shape;
  return exchangeInnerAxes(values, outputs, elements(kernel), inputs);
}

/** [outer, rows, columns] to [outer, columns, rows] */
function exchangeInnerAxes(
  values: Float32Array,
  outer: number,
  rows: number,
  columns: number,
): Float32Array {
  const result = new Float32Array(values.length);
  let target = 0;
  for (let block = 0; block < outer * rows * columns; block += rows * columns)
    for (let column = 0; column < columns; column++)
      for (let row = 0; row < rows; row++)
        result[target++] = values[block + row * columns + column] as number;
  return result;
}
