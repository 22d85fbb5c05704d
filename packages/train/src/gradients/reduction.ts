import { elementCount } from '@convbench/graph';
import type { ReduceMeanNode, ReduceSumNode } from '@convbench/spec';
import type { Backward } from '../backward.js';
import { sameShape } from '../trainingGraphBuilder.js';
import { reshape } from './movement.js';
import type { GradientRules } from './rule.js';

export const reduction: GradientRules<'ReduceSum' | 'ReduceMean'> = {
  ReduceSum: reduceGradients,
  ReduceMean: reduceGradients,
};

/** Stretches dy back over the reduced axes by a product with 1 (sum) or 1 / count (mean). */
function reduceGradients(
  node: ReduceSumNode | ReduceMeanNode,
  dy: string,
  backward: Backward,
): void {
  const [x] = node.inputs;
  const shape = backward.shapeOf(x);
  const rank = shape.length;
  const reduced = new Set(node.attributes.axes.map((axis) => (axis + rank) % rank));
  const kept = shape.map((dimension, axis) => (reduced.has(axis) ? 1 : dimension));
  const stretch = shape.map((dimension, axis) => (reduced.has(axis) ? dimension : 1));
  const source = sameShape(backward.shapeOf(dy), kept)
    ? dy
    : reshape(`${node.name}#dyKept`, dy, kept, backward);
  const factor = backward.constant(
    `${node.name}#stretch`,
    stretch,
    node.op === 'ReduceMean' ? 1 / elementCount(stretch) : 1,
  );
  const name = `${node.name}#dx`;
  const dx = backward.emit(
    { op: 'Mul', name, inputs: [source, factor], outputs: [name], attributes: {} },
    shape,
  );
  backward.contribute(x, dx);
}
