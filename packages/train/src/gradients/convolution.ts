import type { ConvNode } from '@convbench/spec';
import type { Backward } from '../backward.js';
import type { GradientRules } from './rule.js';

export const convolution: GradientRules<'Conv'> = {
  Conv: convGradients,
};

function convGradients(node: ConvNode, dy: string, backward: Backward): void {
  const [x, weight, bias] = node.inputs;
  const { name, attributes } = node;
  if (backward.needs(x)) {
    const inputShape = backward.shapeOf(x);
    backward.contribute(
      x,
      backward.emit(
        {
          op: 'ConvGradInput',
          name: `${name}#dx`,
          inputs: [dy, weight],
          outputs: [`${name}#dx`],
          attributes: { ...attributes, inputShape },
        },
        inputShape,
      ),
    );
  }
  if (backward.needs(weight))
    backward.contribute(
      weight,
      backward.emit(
        {
          op: 'ConvGradWeight',
          name: `${name}#dWeight`,
          inputs: [dy, x],
          outputs: [`${name}#dWeight`],
          attributes,
        },
        backward.shapeOf(weight),
      ),
    );
  if (bias !== undefined && backward.needs(bias))
    backward.contribute(bias, biasGradient(`${name}#dBias`, dy, backward));
}

/** Sum of dy over all axes but the second. */
export function biasGradient(name: string, dy: string, backward: Backward): string {
  return backward.emit(
    { op: 'BiasGrad', name, inputs: [dy], outputs: [name], attributes: {} },
    backward.shapeOf(dy).slice(1, 2),
  );
}
