import type { Graph, Shape } from '@convbench/spec';
import { elementCount } from './axes.js';
import { ruleOf } from './operators/operators.js';

export const BYTES_PER_FLOAT32 = 4;

export interface ActivationBytes {
  /** The largest set of tensors that are alive at once. */
  readonly peak: number;
  /** Everything that the nodes make. */
  readonly sum: number;
}

/** A node, of the vocabulary or not. */
export type Step = {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
};

/** Whether a node only renames its input at inference: no engine need move a byte for it. */
export function isView(node: Pick<Step, 'op'>): boolean {
  return ruleOf(node.op)?.isView === true;
}

/** Bytes in float32 that a node makes anew; 0 for a view. */
export function activationBytes(node: Step, shapes: ReadonlyMap<string, Shape>): number {
  return isView(node) ? 0 : node.outputs.reduce((sum, name) => sum + tensorBytes(name, shapes), 0);
}

/**
 * Activation memory in float32 of nodes that run one after another in the graph's order.
 *
 * While a node runs, its inputs and outputs are alive together: nothing is computed in place. A tensor is alive from
 * the node that makes it to its last use; the image from the start to its last use; outputs of the network to the end.
 * Flatten, Reshape, Identity and Dropout are views, which cost nothing and keep what they show alive. Parameters and
 * constants are no activations.
 */
export function activationMemory(
  graph: Pick<Graph, 'input'> & {
    readonly nodes: readonly Step[];
    readonly outputs: readonly string[];
  },
  shapes: ReadonlyMap<string, Shape>,
): ActivationBytes {
  /** For the image and all that is computed: the tensor that holds the values. */
  const holders = new Map([[graph.input.name, graph.input.name]]);
  const lastUses = new Map<string, number>();
  const use = (name: string, step: number): void => {
    const holder = holders.get(name);
    if (holder !== undefined) lastUses.set(holder, step);
  };
  graph.nodes.forEach((node, step) => {
    for (const name of node.inputs) use(name, step);
    const shown = isView(node) ? node.inputs[0] : undefined;
    for (const name of node.outputs) {
      const holder = shown === undefined ? name : holders.get(shown);
      if (holder === undefined) continue;
      holders.set(name, holder);
      use(name, step);
    }
  });
  for (const name of graph.outputs) use(name, Infinity);

  let alive = tensorBytes(graph.input.name, shapes);
  let peak = alive;
  let sum = 0;
  const held = new Set([graph.input.name]);
  graph.nodes.forEach((node, step) => {
    const made = activationBytes(node, shapes);
    if (made > 0) for (const name of node.outputs) held.add(name);
    sum += made;
    alive += made;
    peak = Math.max(peak, alive);
    for (const name of held) {
      if ((lastUses.get(name) ?? step) > step) continue;
      held.delete(name);
      alive -= tensorBytes(name, shapes);
    }
  });
  return { peak, sum };
}

function tensorBytes(name: string, shapes: ReadonlyMap<string, Shape>): number {
  const shape = shapes.get(name);
  if (!shape) throw new Error(`The shape of '${name}' is not known.`);
  return elementCount(shape) * BYTES_PER_FLOAT32;
}
