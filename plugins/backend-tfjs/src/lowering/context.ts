/** @file Where each tensor of a network is while it is lowered, and in which order of axes. */
import type { Shape } from '@convbench/spec';
import {
  identityOrder,
  permutationBetween,
  sameElements,
  storedShape,
  type AxisOrder,
} from '../layout/axisOrder.js';
import type { Kernels } from './kernels.js';

interface Placed<Tensor> {
  readonly tensor: Tensor;
  readonly order: AxisOrder;
}

export class LoweringContext<Tensor> {
  /** Each tensor as it was made, then in the further orders that somebody asked for. */
  readonly #placed = new Map<string, Placed<Tensor>[]>();
  #added: Tensor[] = [];

  constructor(
    readonly kernels: Kernels<Tensor>,
    private readonly shapes: (name: string) => Shape | undefined,
  ) {}

  shapeOf(name: string): Shape {
    const shape = this.shapes(name);
    if (shape === undefined) throw new Error(`The shape of '${name}' is not known.`);
    return shape;
  }

  store(name: string, tensor: Tensor, order: AxisOrder = identityOrder(this.rankOf(name))): void {
    this.#placed.set(name, [...(this.#placed.get(name) ?? []), { tensor, order }]);
    this.#added.push(tensor);
  }

  /** The order in which the tensor was made. */
  orderOf(name: string): AxisOrder {
    return this.#first(name).order;
  }

  /** The tensor as it was made. */
  stored(name: string): Tensor {
    return this.#first(name).tensor;
  }

  logical(name: string): Tensor {
    return this.as(name, identityOrder(this.rankOf(name)));
  }

  /** The tensor in the given order; brought into it on the first demand. */
  as(name: string, order: AxisOrder): Tensor {
    const known = this.#placed.get(name)?.find((place) => place.order.join() === order.join());
    if (known !== undefined) return known.tensor;
    const first = this.#first(name);
    const shape = this.shapeOf(name);
    const tensor = sameElements(first.order, order, shape)
      ? this.kernels.reshape(first.tensor, storedShape(shape, order))
      : this.kernels.transpose(first.tensor, permutationBetween(first.order, order));
    this.store(name, tensor, order);
    return tensor;
  }

  /** What was stored since the last call. */
  takeAdded(): Tensor[] {
    const added = this.#added;
    this.#added = [];
    return added;
  }

  /** Forgets a tensor; returns it in every order in which it was there. */
  release(name: string): Tensor[] {
    const placed = this.#placed.get(name) ?? [];
    this.#placed.delete(name);
    return placed.map(({ tensor }) => tensor);
  }

  rankOf(name: string): number {
    return this.shapeOf(name).length;
  }

  #first(name: string): Placed<Tensor> {
    const [first] = this.#placed.get(name) ?? [];
    if (first === undefined) throw new Error(`'${name}' is read before it was made.`);
    return first;
  }
}
