import type {
  ConcatNode,
  DropoutNode,
  FlattenNode,
  IdentityNode,
  ReshapeNode,
  Shape,
  SplitNode,
  TransposeNode,
} from '@convbench/spec';
import type { Backward } from '../backward.js';
import { dropoutMaskOf } from '../forwardPass.js';
import type { GradientRules } from './rule.js';

export const movement: GradientRules<
  'Concat' | 'Flatten' | 'Reshape' | 'Transpose' | 'Dropout' | 'Identity'
> = {
  Concat: concatGradients,
  Flatten: reshapeGradients,
  Reshape: reshapeGradients,
  Transpose: transposeGradients,
  Dropout: dropoutGradients,
  Identity: identityGradients,
};

function concatGradients(node: ConcatNode, dy: string, backward: Backward): void {
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
function reshapeGradients(node: FlattenNode | ReshapeNode, dy: string, backward: Backward): void {
  const [x] = node.inputs;
  backward.contribute(x, reshape(`${node.name}#dx`, dy, backward.shapeOf(x), backward));
}

export function reshape(name: string, x: string, shape: Shape, backward: Backward): string {
  return backward.emit(
    { op: 'Reshape', name, inputs: [x], outputs: [name], attributes: { shape } },
    shape,
  );
}

function transposeGradients(node: TransposeNode, dy: string, backward: Backward): void {
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

/** Without a mask (ratio 0) the gradient passes through. */
function dropoutGradients(node: DropoutNode, dy: string, backward: Backward): void {
  const [x] = node.inputs;
  const mask = dropoutMaskOf(node);
  if (mask === undefined) {
    backward.contribute(x, dy);
    return;
  }
  const name = `${node.name}#dx`;
  const dx = backward.emit(
    { op: 'DropoutMask', name, inputs: [dy, mask], outputs: [name], attributes: {} },
    backward.shapeOf(x),
  );
  backward.contribute(x, dx);
}

function identityGradients(node: IdentityNode, dy: string, backward: Backward): void {
  backward.contribute(node.inputs[0], dy);
}
