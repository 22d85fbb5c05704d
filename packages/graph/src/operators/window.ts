import type { Node, PoolAttributes, Shape } from '@convbench/spec';
import { windowOutputSize } from '../window.js';
import { invalid, shapeText, WindowDoesNotFitError } from './checks.js';

/**
 * Height and width of what a window makes that slides over maps [N, C, H, W].
 *
 * @throws WindowDoesNotFitError where the window is larger than the padded map.
 */
export function slide(
  node: Node,
  x: Shape,
  window: Omit<PoolAttributes, 'ceilMode'> & { readonly ceilMode?: boolean },
  dilations: readonly [number, number] = [1, 1],
): [number, number] {
  const { kernelShape, strides, pads, ceilMode = false } = window;
  const [, , height, width] = x;
  if (x.length !== 4 || height === undefined || width === undefined)
    throw invalid(node, `it needs a map [N, C, H, W], not ${shapeText(x)}`);
  const along = (axis: 0 | 1, size: number): number =>
    windowOutputSize({
      size,
      kernel: kernelShape[axis],
      stride: strides[axis],
      padBegin: pads[axis],
      padEnd: pads[axis === 0 ? 2 : 3],
      dilation: dilations[axis],
      ceilMode,
    });
  const result: [number, number] = [along(0, height), along(1, width)];
  if (result.includes(0))
    throw new WindowDoesNotFitError(
      'graph',
      `The ${kernelShape.join('x')} window of ${node.op} '${node.name}' does not fit on its ${height}x${width} map.`,
      'Give the network a larger input.',
    );
  return result;
}
