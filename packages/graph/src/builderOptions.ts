import type { Pads, Pair } from '@convbench/spec';

/** Height and width; one number stands for both. */
export type PairOption = number | Pair;
/** Height and width, each on both sides, or all four sides; one number stands for all. */
export type PadOption = number | Pair | Pads;

export interface ConvOptions {
  /** Output channels. */
  readonly channels: number;
  readonly kernel: PairOption;
  /** Default 1. */
  readonly stride?: PairOption;
  /** Default 0. */
  readonly pad?: PadOption;
  /** Default 1. */
  readonly dilation?: PairOption;
  /** Default 1. */
  readonly groups?: number;
  /** Default true. */
  readonly bias?: boolean;
}

export interface PoolOptions {
  readonly kernel: PairOption;
  readonly stride: PairOption;
  /** Default 0. */
  readonly pad?: PadOption;
  /** Round the output size up as Caffe does; default false. */
  readonly ceilMode?: boolean;
}

export interface AveragePoolOptions extends PoolOptions {
  /** Whether padding counts in the mean: PyTorch's default is true, ONNX's and TensorFlow's false. So it is asked for. */
  readonly countIncludePad: boolean;
}

export interface BatchNormOptions {
  /** Default 1e-5, as in PyTorch; the Inception papers' networks use 1e-3. */
  readonly epsilon?: number;
  /** Default 0.9, in ONNX's meaning: PyTorch's 0.1. */
  readonly momentum?: number;
}

export interface LinearOptions {
  /** Output features. */
  readonly features: number;
  /** Default true. */
  readonly bias?: boolean;
}

export function toPair(option: PairOption): Pair {
  return typeof option === 'number' ? [option, option] : option;
}

export function toPads(option: PadOption): Pads {
  if (typeof option === 'number') return [option, option, option, option];
  return option.length === 4 ? option : [option[0], option[1], option[0], option[1]];
}
