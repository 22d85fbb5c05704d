import type { ConvOptions } from '@convbench/graph';
import type { GoogLeNetOptions } from './options.js';

/** GoogLeNet's first convolution (table 1); for small images gentler, so that 32 px leave what 112 px would. */
export const FIRST_CONV: Readonly<Record<GoogLeNetOptions['stem'], ConvOptions>> = {
  imagenet: { channels: 64, kernel: 7, stride: 2, pad: 3 },
  small: { channels: 64, kernel: 5, stride: 1, pad: 2 },
};
