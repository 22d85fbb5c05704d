/** One axis of a sliding window, in elements. */
export interface WindowAxis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padBegin: number;
  readonly padEnd: number;
  readonly dilation?: number;
  readonly ceilMode?: boolean;
}

/**
 * Number of positions of a window along one axis; 0 where the window does not fit.
 *
 * With `ceilMode` a last, partial window counts too unless it would begin in the trailing padding (the rule of PyTorch
 * and of ONNX Runtime), so a map that is smaller than the window by less than one stride still gives one output.
 */
export function windowOutputSize(axis: WindowAxis): number {
  const { size, kernel, stride, padBegin, padEnd, dilation = 1, ceilMode = false } = axis;
  const span = (kernel - 1) * dilation + 1;
  const slack = size + padBegin + padEnd - span;
  if (!ceilMode) return slack < 0 ? 0 : Math.floor(slack / stride) + 1;
  const rounded = Math.ceil(slack / stride) + 1;
  const lastBegins = (rounded - 1) * stride;
  return Math.max(0, lastBegins >= size + padBegin ? rounded - 1 : rounded);
}
