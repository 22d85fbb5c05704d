import type { AddNode, MulNode } from '@convbench/spec';
import type { Backward } from '../backward.js';
import type { GradientRules } from './rule.js';

export const binary: GradientRules<'Add' | 'Mul'> = {
  Add: addGradients,
  Mul: mulGradients,
};

function addGradients(node: AddNode, dy: string, backward: Backward): void {
  const [a, b] = node.inputs;
  backward.contributeUnbroadcast(a, dy, `${node.name}#dA`);
  backward.contributeUnbroadcast(b, dy, `${node.name}#dB`);
}

function mulGradients(node: MulNode, dy: string, backward: Backward): void {
  const [a, b] = node.inputs;
  if (backward.needs(a)) {
    const product = times(`${node.name}#dA`, dy, b, backward);
    backward.contributeUnbroadcast(a, product, `${node.name}#dAUnbroadcast`);
  }
  if (backward.needs(b)) {
    const product = times(`${node.name}#dB`, dy, a, backward);
    backward.contributeUnbroadcast(b, product, `${node.name}#dBUnbroadcast`);
  }
}

/** The product has the shape of dy: a factor of the forward product never exceeds it. */
function times(name: string, dy: string, factor: string, backward: Backward): string {
  return backward.emit(
    { op: 'Mul', name, inputs: [dy, factor], outputs: [name], attributes: {} },
    backward.shapeOf(dy),
  );
}
