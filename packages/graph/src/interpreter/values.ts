import type { Constant, Parameter, Shape } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { elementCount } from '../axes.js';
import { storedTensor, tensorOf, type Tensor } from './tensor.js';

/** Values by name in either precision: weights as they are stored, or the state of a float64 training. */
export type NumericState = ReadonlyMap<string, Float32Array | Float64Array>;

/** The tensors of a step or a pass while it runs. */
export type Tensors = Map<string, Tensor>;

/** Throws a `UserError` where a parameter has no value or a wrong number of them. */
export function parameterTensors(
  parameters: readonly Pick<Parameter, 'name' | 'shape'>[],
  constants: readonly Constant[],
  values: NumericState,
): Tensors {
  const tensors: Tensors = new Map();
  for (const { name, shape } of parameters) {
    const given = values.get(name);
    if (given?.length !== elementCount(shape))
      throw new UserError(
        'graph',
        given
          ? `The weights have ${given.length} values for '${name}', which has the shape [${shape.join(', ')}].`
          : `The weights have no values for '${name}'.`,
        'Use weights that were made for this very network, options included.',
      );
    tensors.set(
      name,
      given instanceof Float32Array ? storedTensor(shape, given) : tensorOf(shape, given),
    );
  }
  for (const { name, shape, values: constant } of constants)
    tensors.set(name, tensorOf(shape, constant));
  return tensors;
}

/** A fed tensor; a wrong number of values is a mistake of the caller. */
export function fedTensor(name: string, shape: Shape, values: ArrayLike<number>): Tensor {
  if (values.length !== elementCount(shape))
    throw new RangeError(
      `'${name}' takes ${elementCount(shape)} values [${shape.join(', ')}], not ${values.length}.`,
    );
  return tensorOf(shape, values);
}

export function tensorIn(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`No node before its use makes '${name}'.`);
  return tensor;
}
