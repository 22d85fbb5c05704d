import type { Node, Shape, TrainingNode } from '@convbench/spec';
import { sameShape, type TrainingGraphBuilder } from './trainingGraphBuilder.js';

/**
 * The backward pass under construction: which tensors need a gradient, and what has flowed into each so far.
 *
 * Rules add contributions in reverse order of the forward nodes, so that a tensor's gradient is complete when the
 * node that made it is reached.
 */
export class Backward {
  readonly #contributions = new Map<string, string[]>();
  readonly #sums = new Map<string, string>();

  constructor(
    private readonly builder: TrainingGraphBuilder,
    private readonly needed: ReadonlySet<string>,
    private readonly fixed: ReadonlySet<Node>,
  ) {}

  /** Whether a batch normalisation runs with its running statistics. */
  isFixed(node: Node): boolean {
    return this.fixed.has(node);
  }

  /** Whether a trainable parameter lies behind the tensor (or is it); others get no gradient. */
  needs(tensor: string): boolean {
    return this.needed.has(tensor);
  }

  shapeOf(tensor: string): Shape {
    return this.builder.shapeOf(tensor);
  }

  emit(node: TrainingNode, ...shapes: readonly Shape[]): string {
    return this.builder.emit(node, ...shapes);
  }

  constant(name: string, shape: Shape, value: number): string {
    return this.builder.constant(name, shape, value);
  }

  /** Adds `gradient`, a tensor of the same shape, to the gradient of `tensor`. */
  contribute(tensor: string, gradient: string): void {
    if (!this.needs(tensor)) return;
    if (!sameShape(this.shapeOf(tensor), this.shapeOf(gradient)))
      throw new Error(
        `Gradient '${gradient}' [${this.shapeOf(gradient)}] does not fit '${tensor}' [${this.shapeOf(tensor)}].`,
      );
    const list = this.#contributions.get(tensor);
    if (list) list.push(gradient);
    else this.#contributions.set(tensor, [gradient]);
  }

  /** `contribute` for a gradient whose shape the forward pass had stretched by broadcasting. */
  contributeUnbroadcast(tensor: string, gradient: string, name: string): void {
    if (!this.needs(tensor)) return;
    const shape = this.shapeOf(tensor);
    if (!sameShape(shape, this.shapeOf(gradient)))
      gradient = this.emit(
        { op: 'Unbroadcast', name, inputs: [gradient], outputs: [name], attributes: { shape } },
        shape,
      );
    this.contribute(tensor, gradient);
  }

  /** The whole gradient of a tensor, or undefined where no loss depends on it. Final once asked for. */
  gradientOf(tensor: string): string | undefined {
    const known = this.#sums.get(tensor);
    if (known !== undefined) return known;
    const [first, ...others] = this.#contributions.get(tensor) ?? [];
    if (first === undefined) return undefined;
    const shape = this.shapeOf(tensor);
    const sum = others.reduce((left, right, i) => {
      const name = `${tensor}#gradSum${i + 1}`;
      return this.emit(
        { op: 'Add', name, inputs: [left, right], outputs: [name], attributes: {} },
        shape,
      );
    }, first);
    this.#sums.set(tensor, sum);
    return sum;
  }
}
