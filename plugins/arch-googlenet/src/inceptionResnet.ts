/**
 * What both Inception-ResNets are made of: Szegedy et al. 2017, arXiv:1602.07261, section 3.2 and figures 10 to 19.
 */
import type { Value } from '@convbench/graph';
import type { Branches } from './mixed.js';
import { branchOutputs } from './mixed.js';
import type { Layers } from './steps.js';

export interface ResidualOptions {
  readonly branches: Branches;
  /** Factor on the residual, which keeps deep networks stable (section 3.3). */
  readonly scale: number;
  /** Default true. */
  readonly relu?: boolean;
}

/**
 * ReLU(x + scale * residual). The residual's last convolution, 1x1 and linear, brings the joined branches back to the
 * channels of x; it has a bias and no normalisation: section 3.2 normalises no summations, to spare memory.
 */
export function residual(
  layers: Layers,
  name: string,
  x: Value,
  { branches, scale, relu = true }: ResidualOptions,
): Value {
  const { b } = layers;
  return b.scope(name, () => {
    const joined = b.concat('concat', branchOutputs(layers, x, branches));
    const up = b.conv('up', joined, { channels: x.shape[1] ?? 0, kernel: 1 });
    const scaled =
      scale === 1 ? up : b.mul('scaled', up, b.constant('scale', [], Float32Array.of(scale)));
    const sum = b.add('sum', x, scaled);
    return relu ? b.relu('relu', sum) : sum;
  });
}

/** Several blocks of one kind, numbered from 1. */
export function residuals(
  layers: Layers,
  name: string,
  x: Value,
  count: number,
  options: ResidualOptions,
): Value {
  let y = x;
  for (let index = 1; index <= count; index++) y = residual(layers, `${name}${index}`, y, options);
  return y;
}

/** 35x35: figures 10 and 16. `last` is the channels of the third branch's 3x3 convolutions. */
export function residualA(last: readonly [number, number]): Branches {
  return {
    branch1x1: [['1x1', 32]],
    branch3x3: [
      ['1x1', 32],
      ['3x3', 32],
    ],
    branchDouble3x3: [
      ['1x1', 32],
      ['3x3', last[0]],
      ['3x3', last[1]],
    ],
  };
}

/** 17x17: figures 11 and 17. `long` is 1x1, 1x7, 7x1. */
export function residualB(conv1x1: number, long: readonly [number, number, number]): Branches {
  return {
    branch1x1: [['1x1', conv1x1]],
    branch7x7: [
      ['1x1', long[0]],
      ['1x7', long[1]],
      ['7x1', long[2]],
    ],
  };
}

/** 8x8: figures 13 and 19. `long` is 1x1, 1x3, 3x1. */
export function residualC(long: readonly [number, number, number]): Branches {
  return {
    branch1x1: [['1x1', 192]],
    branch3x3: [
      ['1x1', long[0]],
      ['1x3', long[1]],
      ['3x1', long[2]],
    ],
  };
}

/** 17x17 to 8x8: figures 12 and 18. `middle` and `long` end at half the size. */
export function residualReductionB(middle: number, long: readonly [number, number]): Branches {
  return {
    branch3x3: [
      ['1x1', 256],
      ['3x3/2 V', 384],
    ],
    branch3x3Second: [
      ['1x1', 256],
      ['3x3/2 V', middle],
    ],
    branchDouble3x3: [
      ['1x1', 256],
      ['3x3', long[0]],
      ['3x3/2 V', long[1]],
    ],
    branchPool: ['max 3x3/2 V'],
  };
}
