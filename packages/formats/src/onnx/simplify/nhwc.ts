/** @file Files that take [N, H, W, C], as TensorFlow exports them → graphs that take planes. */
import { isUnary } from '@convbench/graph';
import type { Dimension, Node } from '@convbench/spec';
import type { TranslationContext } from '../operators/context.js';
import { renameInputs } from './draft.js';
import type { GraphDraft } from './draft.js';

const TO_PLANES = '0,3,1,2';
/** Operators that prepare an image value by value, and may stand between the input and its Transpose. */
function isElementwise(node: Node): boolean {
  return isUnary(node) || ['Identity', 'Add', 'Mul'].includes(node.op);
}

/**
 * Recognises the layout by the Transpose to planes that follows the input. The graph then takes [N, C, H, W]: the
 * Transpose goes away, or one to the file's layout is put in front of what comes before it.
 */
export function takePlanes(draft: GraphDraft, context: TranslationContext): GraphDraft {
  const { input, nodes } = draft;
  const [batch, height, width, channels, ...others] = input.shape;
  if (
    batch === undefined ||
    height === undefined ||
    width === undefined ||
    channels === undefined
  ) {
    return draft;
  }
  if (others.length > 0) return draft;

  const before = new Set([input.name]);
  let transposed = false;
  for (const node of nodes) {
    if (!node.inputs.some((name) => before.has(name))) continue;
    if (isToPlanes(node)) transposed = true;
    else if (isElementwise(node)) for (const name of node.outputs) before.add(name);
  }
  if (!transposed) return draft;

  const shape: Dimension[] = [batch, channels, height, width];
  context.addNote(
    'nhwc-input',
    `The file takes its input '${input.name}' as [${[batch, height, width, channels].join(', ')}] (height, width, channels); the graph takes planes, [${shape.join(', ')}].`,
    [input.name],
  );
  const planes = { ...input, shape };
  const users = nodes.filter((node) => (node.inputs as readonly string[]).includes(input.name));
  const dropped = new Set<string>(users.flatMap((node) => node.outputs));
  if (users.every(isToPlanes) && !draft.outputs.some((name) => dropped.has(name))) {
    const rest = nodes
      .filter((node) => !users.includes(node))
      .map((node) => renameInputs(node, (name) => (dropped.has(name) ? input.name : name)));
    return { ...draft, input: planes, nodes: rest };
  }
  const original = context.freshName(`${input.name}/nhwc`);
  const front: Node = {
    op: 'Transpose',
    name: original,
    inputs: [input.name],
    outputs: [original],
    attributes: { permutation: [0, 2, 3, 1] },
  };
  const rest = nodes.map((node) =>
    renameInputs(node, (name) => (name === input.name ? original : name)),
  );
  return { ...draft, input: planes, nodes: [front, ...rest] };
}

function isToPlanes(node: Node): boolean {
  return node.op === 'Transpose' && node.attributes.permutation.join() === TO_PLANES;
}
