import type {
  ConcatNode,
  FlattenNode,
  ReshapeNode,
  Shape,
  SplitNode,
  TransposeNode,
} from '@convbench/spec';
import type { Backward } from '../backward.js';

export function concatGradients(node: ConcatNode, dy: string, backward: Backward): void {
  const rank = backward.shapeOf(dy).length;
  const axis = (node.attributes.axis + rank) % rank;
  const shapes = node.inputs.map((input) => backward.shapeOf(input));
  const [first, ...others] = node.inputs.map((_, i) => `${node.name}#dx${i}`);
  if (first === undefined) return;
  backward.emit(
    {
      op: 'Split',
      name: `${node.name}#split`,
      inputs: [dy],
      outputs: [first, ...others],
      attributes: { axis, sizes: shapes.map((shape) => shape[axis] as number) },
    },
    ...shapes,
  );
  for (const [i, input] of node.inputs.entries()) backward.contribute(input, `${node.name}#dx${i}`);
}

/** A part that no loss depends on has gradient zero. */
export function splitGradients(
  node: SplitNode,
  dys: readonly (string | undefined)[],
  backward: Backward,
): void {
  const [x] = node.inputs;
  const parts = node.outputs.map(
    (output, i) =>
      dys[i] ?? backward.constant(`${node.name}#zero${i}`, backward.shapeOf(output), 0),
  );
  const name = `${node.name}#dx`;
  const { axis } = node.attributes;
  const dx = backward.emit(
    { op: 'Concat', name, inputs: parts, outputs: [name], attributes: { axis } },
    backward.shapeOf(x),
  );
  backward.contribute(x, dx);
}

/** Back to the shape of the input. */
export function reshapeGradients(
  node: FlattenNode | ReshapeNode,
  dy: string,
  backward: Backward,
): void {
  const [x] = node.inputs;
  backward.contribute(x, reshape(`${node.name}#dx`, dy, backward.shapeOf(x), backward));
}

export function reshape(name: string, x: string, shape: Shape, backward: Backward): string {
  return backward.emit(
    { op: 'Reshape', name, inputs: [x], outputs: [name], attributes: { shape } },
    shape,
  );
}

export function transposeGradients(node: TransposeNode, dy: string, backward: Backward): void {
  const [x] = node.inputs;
  const { permutation } = node.attributes;
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
  const name = `${node.name}#dx`;
  const dx = backward.emit(
    {
      op: 'Transpose',
      name,
      inputs: [dy],
      outputs: [name],
      attributes: { permutation: inverse },
    },
    backward.shapeOf(x),
  );
  backward.contribute(x, dx);
}
