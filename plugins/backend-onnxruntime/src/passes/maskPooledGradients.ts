/** @file ReluGrad before the gradient of a max pool in place of after it. */
import type { MaxPoolGradNode, ReluGradNode, TrainingGraph, TrainingNode } from '@convbench/spec';
import { Readers } from './readers.js';

/**
 * ReluGrad(MaxPoolGrad(dy, x, y), x) becomes MaxPoolGrad(ReluGrad(dy, y), x, y): all but the winners of windows get
 * 0 anyway, and a winner is positive just when the maximum is. With strides there are fewer maxima than inputs.
 */
export function maskPooledGradients(training: TrainingGraph): TrainingGraph {
  const readers = new Readers(training);
  const shapes = { ...training.shapes };
  const dropped = new Set<string>();
  const nodes = training.nodes.flatMap((node): TrainingNode[] => {
    if (dropped.has(node.name)) return [];
    const mask = node.op === 'MaxPoolGrad' ? maskAfter(node, readers) : undefined;
    if (node.op !== 'MaxPoolGrad' || !mask) return [node];
    dropped.add(mask.name);
    const [dy, x, y] = node.inputs;
    const masked = `${node.name}#masked`;
    shapes[masked] = training.shapes[dy] ?? [];
    return [
      { op: 'ReluGrad', name: masked, inputs: [dy, y], outputs: [masked], attributes: {} },
      { ...node, inputs: [masked, x, y], outputs: mask.outputs },
    ];
  });
  return { ...training, nodes, shapes };
}

function maskAfter(pool: MaxPoolGradNode, readers: Readers): ReluGradNode | undefined {
  const { strides } = pool.attributes;
  const reader = readers.only(pool.outputs[0]);
  const isMask = reader?.op === 'ReluGrad' && reader.inputs[1] === pool.inputs[1];
  return isMask && Math.max(...strides) > 1 ? reader : undefined;
}
