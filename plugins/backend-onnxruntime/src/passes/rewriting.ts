/** @file Collects changes to a training graph: nodes dropped, and nodes put in the place of others. */
import type { ConcatNode, Shape, SplitNode, TrainingGraph, TrainingNode } from '@convbench/spec';

export class Rewriting {
  readonly #dropped = new Set<TrainingNode>();
  readonly #inserted = new Map<TrainingNode, TrainingNode[]>();
  readonly #shapes: Record<string, Shape>;

  constructor(private readonly training: TrainingGraph) {
    this.#shapes = { ...training.shapes };
  }

  drop(...nodes: readonly TrainingNode[]): void {
    for (const node of nodes) this.#dropped.add(node);
  }

  isDropped(node: TrainingNode): boolean {
    return this.#dropped.has(node);
  }

  /** Puts nodes where `position` stands; it stays itself unless it is dropped. */
  insert(position: TrainingNode, ...nodes: readonly TrainingNode[]): void {
    this.#inserted.set(position, [...(this.#inserted.get(position) ?? []), ...nodes]);
  }

  shapeOf(tensor: string): Shape {
    return this.#shapes[tensor] ?? [];
  }

  declare(tensor: string, shape: Shape): string {
    this.#shapes[tensor] = shape;
    return tensor;
  }

  /** A node that joins tensors along an axis under a new name. */
  concat(output: string, parts: readonly string[], axis: number): ConcatNode {
    const [first = ''] = parts;
    const size = parts.reduce((sum, part) => sum + (this.shapeOf(part)[axis] ?? 0), 0);
    this.declare(output, this.shapeOf(first).with(axis, size));
    return { op: 'Concat', name: output, inputs: parts, outputs: [output], attributes: { axis } };
  }

  /** A node that cuts a tensor into known ones. */
  split(whole: string, parts: readonly string[], axis: number): SplitNode {
    const sizes = parts.map((part) => this.shapeOf(part)[axis] ?? 0);
    const outputs = parts as readonly [string, ...string[]];
    const name = `${whole}#split`;
    return { op: 'Split', name, inputs: [whole], outputs, attributes: { axis, sizes } };
  }

  result(): TrainingGraph {
    const nodes = this.training.nodes.flatMap((node) => [
      ...(this.#inserted.get(node) ?? []),
      ...(this.#dropped.has(node) ? [] : [node]),
    ]);
    return { ...this.training, nodes, shapes: this.#shapes };
  }
}
