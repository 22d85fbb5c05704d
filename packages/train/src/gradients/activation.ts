import type { DropoutNode, ReluNode, SoftmaxNode } from '@convbench/spec';
import type { Backward } from '../backward.js';
import { dropoutMaskOf } from '../forwardPass.js';

export function reluGradients(node: ReluNode, dy: string, backward: Backward): void {
  const [x] = node.inputs;
  const name = `${node.name}#dx`;
  const dx = backward.emit(
    { op: 'ReluGrad', name, inputs: [dy, node.outputs[0]], outputs: [name], attributes: {} },
    backward.shapeOf(x),
  );
  backward.contribute(x, dx);
}

export function softmaxGradients(node: SoftmaxNode, dy: string, backward: Backward): void {
  const [x] = node.inputs;
  const name = `${node.name}#dx`;
  const { axis } = node.attributes;
  const dx = backward.emit(
    {
      op: 'SoftmaxGrad',
      name,
      inputs: [dy, node.outputs[0]],
      outputs: [name],
      attributes: { axis },
    },
    backward.shapeOf(x),
  );
  backward.contribute(x, dx);
}

/** Without a mask (ratio 0) the gradient passes through. */
export function dropoutGradients(node: DropoutNode, dy: string, backward: Backward): void {
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
