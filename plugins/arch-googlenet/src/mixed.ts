import type { Value } from '@convbench/graph';
import type { Layers, Step } from './steps.js';
import { addStep, sequence, stepNamer } from './steps.js';

/** Where a branch ends in several steps side by side, each of which goes into the concatenation. */
export interface Fork {
  readonly sideBySide: readonly Step[];
}
/** Steps one after another, at last a fork or not. */
export type Branch = readonly Step[] | readonly [...Step[], Fork];
/** By the name of the branch, in the order in which they are joined. */
export type Branches = Readonly<Record<string, Branch>>;

/** An Inception block or a grid reduction: branches from the same input, joined along channels. */
export function mixed(layers: Layers, name: string, x: Value, branches: Branches): Value {
  const { b } = layers;
  return b.scope(name, () => b.concat('concat', branchOutputs(layers, x, branches)));
}

/** The outputs of all branches, in order. */
export function branchOutputs(layers: Layers, x: Value, branches: Branches): Value[] {
  return Object.entries(branches).flatMap(([name, branch]) => {
    const [first] = branch;
    if (branch.length === 1 && first && !isFork(first)) return [addStep(layers, name, x, first)];
    return layers.b.scope(name, () => branchOutput(layers, x, branch));
  });
}

function branchOutput(layers: Layers, x: Value, branch: Branch): Value[] {
  const nameOf = stepNamer();
  const parts: readonly (Step | Fork)[] = branch;
  const steps = parts.filter((part): part is Step => !isFork(part));
  const y = sequence(layers, x, steps, nameOf);
  const last = parts.at(-1);
  if (!last || !isFork(last)) return [y];
  return last.sideBySide.map((step) => addStep(layers, nameOf(step), y, step));
}

function isFork(part: Step | Fork): part is Fork {
  return typeof part === 'object' && 'sideBySide' in part;
}
