/** @file How a rule says that a node does not fit its inputs. */
import type { Node, Shape } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { normalizeAxis } from '../axes.js';

/** A convolution or pool whose window is larger than the map that it gets: the input of the network is too small. */
export class WindowDoesNotFitError extends UserError {}

/** The error to throw; `detail` says what is wrong with the node. */
export function invalid(node: Node, detail: string): UserError {
  return new UserError(
    'graph',
    `${node.op} '${node.name}' is not valid: ${detail}.`,
    'Mend the network where it is built, or export the model again.',
  );
}

/** The axis counted from the front. Throws `invalid` where the tensor has no such axis. */
export function axisOf(node: Node, axis: number, rank: number): number {
  const normalized = normalizeAxis(axis, rank);
  if (normalized === undefined) throw invalid(node, `a tensor of rank ${rank} has no axis ${axis}`);
  return normalized;
}

export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
