/** @file Files that end in probabilities → graphs that end in logits. */
import type { Node } from '@convbench/spec';
import type { TranslationContext } from '../operators/context.js';
import { renameInputs } from './draft.js';
import type { GraphDraft } from './draft.js';

/** Operators that only change the shape of what they get, and may stand between a softmax and the output. */
const PASS_ON: ReadonlySet<string> = new Set(['Identity', 'Flatten', 'Reshape', 'Dropout']);

/**
 * Takes the softmax away at the end of each output: loss, label smoothing and limits of parity mean logits. A softmax
 * whose result something else uses too stays. Both are said in a note.
 */
export function cutSoftmax(draft: GraphDraft, context: TranslationContext): GraphDraft {
  let { nodes } = draft;
  const outputs: string[] = [];
  for (const output of draft.outputs) {
    const uses = (name: string): number =>
      nodes.filter((node) => (node.inputs as readonly string[]).includes(name)).length +
      draft.outputs.filter((other) => other === name).length;
    const makers = new Map(
      nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)),
    );
    let tensor = output;
    let maker = makers.get(tensor);
    while (maker && PASS_ON.has(maker.op) && uses(tensor) === 1) {
      tensor = maker.inputs[0] as string;
      maker = makers.get(tensor);
    }
    if (maker?.op !== 'Softmax') {
      outputs.push(output);
      continue;
    }
    const softmax: Node = maker;
    const alone = uses(tensor) === 1;
    context.addNote(
      'ends-in-softmax',
      alone
        ? `The file ends in the Softmax '${softmax.name}'; the graph ends before it, in logits.`
        : `The output '${output}' is the result of the Softmax '${softmax.name}', which is used elsewhere too; these are probabilities, not logits.`,
      [softmax.name],
    );
    if (!alone) {
      outputs.push(output);
      continue;
    }
    const logits = softmax.inputs[0] as string;
    if (tensor === output && logits !== draft.input.name) {
      outputs.push(logits);
      nodes = nodes.filter((node) => node !== softmax);
    } else if (tensor === output) {
      // Nothing but a softmax: something has to make the output.
      outputs.push(output);
      const identity: Node = { ...softmax, op: 'Identity', attributes: {} };
      nodes = nodes.map((node) => (node === softmax ? identity : node));
    } else {
      outputs.push(output);
      const cut = tensor;
      nodes = nodes
        .filter((node) => node !== softmax)
        .map((node) => renameInputs(node, (name) => (name === cut ? logits : name)));
    }
  }
  const [first, ...rest] = [...new Set(outputs)];
  return { ...draft, nodes, outputs: [first as string, ...rest] };
}
