import { elementCount } from '@convbench/graph';
import type { Constant, Shape, TrainingNode } from '@convbench/spec';

/** Collects the nodes of a training step together with the shape of every tensor. */
export class TrainingGraphBuilder {
  readonly nodes: TrainingNode[] = [];
  readonly constants: Constant[] = [];
  readonly #shapes = new Map<string, Shape>();

  /** Declares a tensor that exists before the step: an input, a parameter, a constant, a slot. */
  declare(name: string, shape: Shape): string {
    if (this.#shapes.has(name)) throw new Error(`Two tensors of the step are called '${name}'.`);
    this.#shapes.set(name, shape);
    return name;
  }

  /** Appends a node; `shapes` are those of its outputs, in order. Returns the first output. */
  emit(node: TrainingNode, ...shapes: readonly Shape[]): string {
    for (const [i, output] of node.outputs.entries()) {
      const shape = shapes[i];
      if (!shape) throw new Error(`Output '${output}' of '${node.name}' has no shape.`);
      this.declare(output, shape);
    }
    this.nodes.push(node);
    return node.outputs[0] as string;
  }

  /** A constant of the step that the network itself does not have; becomes a constant of `forward`. */
  constant(name: string, shape: Shape, value: number): string {
    this.declare(name, shape);
    this.constants.push({ name, shape, values: new Float32Array(elementCount(shape)).fill(value) });
    return name;
  }

  shapeOf(tensor: string): Shape {
    const shape = this.#shapes.get(tensor);
    if (!shape) throw new Error(`The step has no tensor '${tensor}'.`);
    return shape;
  }

  shapes(): Record<string, Shape> {
    return Object.fromEntries(this.#shapes);
  }
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, i) => dimension === b[i]);
}
