import type { AveragePoolNode, GlobalAveragePoolNode, MaxPoolNode } from '@convbench/spec';
import type { Backward } from '../backward.js';
import type { GradientRules } from './rule.js';

export const pool: GradientRules<'MaxPool' | 'AveragePool' | 'GlobalAveragePool'> = {
  MaxPool: maxPoolGradients,
  AveragePool: averagePoolGradients,
  GlobalAveragePool: globalAveragePoolGradients,
};

function maxPoolGradients(node: MaxPoolNode, dy: string, backward: Backward): void {
  const [x] = node.inputs;
  const name = `${node.name}#dx`;
  const dx = backward.emit(
    {
      op: 'MaxPoolGrad',
      name,
      inputs: [dy, x, node.outputs[0]],
      outputs: [name],
      attributes: node.attributes,
    },
    backward.shapeOf(x),
  );
  backward.contribute(x, dx);
}

function averagePoolGradients(node: AveragePoolNode, dy: string, backward: Backward): void {
  const [x] = node.inputs;
  const name = `${node.name}#dx`;
  const inputShape = backward.shapeOf(x);
  const dx = backward.emit(
    {
      op: 'AveragePoolGrad',
      name,
      inputs: [dy],
      outputs: [name],
      attributes: { ...node.attributes, inputShape },
    },
    inputShape,
  );
  backward.contribute(x, dx);
}

function globalAveragePoolGradients(
  node: GlobalAveragePoolNode,
  dy: string,
  backward: Backward,
): void {
  const [x] = node.inputs;
  const name = `${node.name}#dx`;
  const inputShape = backward.shapeOf(x);
  const dx = backward.emit(
    {
      op: 'GlobalAveragePoolGrad',
      name,
      inputs: [dy],
      outputs: [name],
      attributes: { inputShape },
    },
    inputShape,
  );
  backward.contribute(x, dx);
}
