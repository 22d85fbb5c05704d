/** @file Who reads a tensor of a training graph. */
import type { TrainingGraph, TrainingNode } from '@convbench/spec';

/** The nodes that read a tensor, and whether the step returns it; a pass may drop tensors that only nodes read. */
export class Readers {
  readonly #readers = new Map<string, TrainingNode[]>();
  readonly #returned: ReadonlySet<string>;

  constructor(training: TrainingGraph) {
    for (const node of training.nodes)
      for (const input of new Set<string>(node.inputs)) {
        const list = this.#readers.get(input);
        if (list) list.push(node);
        else this.#readers.set(input, [node]);
      }
    this.#returned = new Set([
      training.loss,
      training.correct,
      ...training.updates.map(({ value }) => value),
    ]);
  }

  of(tensor: string): readonly TrainingNode[] {
    return this.#readers.get(tensor) ?? [];
  }

  /** The one node that reads the tensor, if there is exactly one and the step does not return the tensor. */
  only(tensor: string): TrainingNode | undefined {
    const readers = this.of(tensor);
    return readers.length === 1 && !this.#returned.has(tensor) ? readers[0] : undefined;
  }
}
