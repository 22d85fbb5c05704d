/** @file MaxPool and MaxPoolGrad: one axis after the other, columns first. */
import type { MaxPoolGradNode, MaxPoolNode } from '@convbench/spec';
import type { LoweringContext } from './context.js';
import { poolBackward, poolForward, type PoolStage } from './poolStage.js';

interface SavedPool {
  readonly columns: PoolStage;
  readonly rows: PoolStage;
}

/**
 * The leftmost maximum of each row and then the topmost of those is the first maximum in row-major order, which is
 * where PyTorch sends the gradient.
 */
export function lowerMaxPool(node: MaxPoolNode, context: LoweringContext): void {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const { kernelShape, strides, pads } = node.attributes;
  const { channels, height, width, batch } = context.activation(x);
  const output = context.activation(y);
  const columns = poolForward(context.build, context.batchLast(x), {
    outer: channels * height,
    size: width,
    inner: batch,
    kernel: kernelShape[1],
    stride: strides[1],
    padBegin: pads[1],
    outputSize: output.width,
  });
  const rows = poolForward(context.build, columns.y, {
    outer: channels,
    size: height,
    inner: output.width * batch,
    kernel: kernelShape[0],
    stride: strides[0],
    padBegin: pads[0],
    outputSize: output.height,
  });
  const saved: SavedPool = { columns: columns.stage, rows: rows.stage };
  context.saved.set(y, saved);
  context.store(y, rows.y, 'batchLast');
}

export function lowerMaxPoolGrad(node: MaxPoolGradNode, context: LoweringContext): void {
  const [dy, , y] = node.inputs;
  const [dx] = node.outputs;
  const { rows, columns } = context.saved.get(y) as SavedPool;
  const dRows = poolBackward(context.build, context.batchLast(dy), rows);
  context.store(dx, poolBackward(context.build, dRows, columns), 'batchLast');
}
