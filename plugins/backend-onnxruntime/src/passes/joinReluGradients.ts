/** @file One ReluGrad on a concatenation in place of one on each part. */
import type { ConcatNode, ReluGradNode, SplitNode, TrainingGraph } from '@convbench/spec';
import { Readers } from './readers.js';

/**
 * Split(d) and then ReluGrad of every part with the parts of a forward Concat becomes ReluGrad(d, concatenation) and
 * then Split: the same products in fewer passes, and a form that `maskPooledGradients` can go on with.
 */
export function joinReluGradients(training: TrainingGraph): TrainingGraph {
  const readers = new Readers(training);
  const concats = new Map<string, ConcatNode>();
  for (const node of training.nodes)
    if (node.op === 'Concat') concats.set(key(node.inputs, node.attributes.axis), node);

  const shapes = { ...training.shapes };
  const dropped = new Set<string>();
  const nodes = training.nodes.flatMap((node) => {
    if (dropped.has(node.name)) return [];
    const masks = node.op === 'Split' ? masksOf(node, readers) : undefined;
    if (node.op !== 'Split' || !masks) return [node];
    const concat = concats.get(
      key(
        masks.map(({ inputs }) => inputs[1]),
        node.attributes.axis,
      ),
    );
    if (!concat) return [node];
    for (const mask of masks) dropped.add(mask.name);
    const masked = `${node.name}#masked`;
    shapes[masked] = training.shapes[node.inputs[0]] ?? [];
    const joined: ReluGradNode = {
      op: 'ReluGrad',
      name: masked,
      inputs: [node.inputs[0], concat.outputs[0]],
      outputs: [masked],
      attributes: {},
    };
    const [first, ...others] = masks.map(({ outputs }) => outputs[0]) as [string, ...string[]];
    const split: SplitNode = { ...node, inputs: [masked], outputs: [first, ...others] };
    return [joined, split];
  });
  return { ...training, nodes, shapes };
}

function key(tensors: readonly string[], axis: number): string {
  return JSON.stringify([tensors, axis]);
}

/** The ReluGrads that alone read the parts, if every part has one. */
function masksOf(split: SplitNode, readers: Readers): ReluGradNode[] | undefined {
  const masks = split.outputs.map((part) => readers.only(part));
  const all = masks.every(
    (mask, i) => mask?.op === 'ReluGrad' && mask.inputs[0] === split.outputs[i],
  );
  return all ? (masks as ReluGradNode[]) : undefined;
}
