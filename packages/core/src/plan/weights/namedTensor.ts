import type { Shape } from '@convbench/spec';

export interface NamedTensor {
  readonly shape: Shape;
  /** Row-major. */
  readonly data: Float32Array;
}
