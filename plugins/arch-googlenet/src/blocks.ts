/**
 * The blocks that Inception V3, V4 and Inception-ResNet have in common, as tables of branches: what differs from
 * network to network are channels, as in the papers' figures.
 *
 * Rethinking: Szegedy et al. 2016, arXiv:1512.00567. Inception-v4: Szegedy et al. 2017, arXiv:1602.07261.
 */
import type { Branches } from './mixed.js';
import type { Step, Window } from './steps.js';

/** 35x35: Rethinking, figure 5; Inception-v4, figure 4. `middle` is the branch that V3 calls 5x5 and V4 3x3. */
export function inceptionA(channels: {
  readonly conv1x1: number;
  readonly middle: readonly [reduce: number, window: '3x3' | '5x5', out: number];
  readonly double3x3: readonly [reduce: number, out: number];
  readonly pool: number;
}): Branches {
  const { conv1x1, middle, double3x3, pool } = channels;
  const [reduce, window, out] = middle;
  return {
    branch1x1: [['1x1', conv1x1]],
    [`branch${window}`]: [
      ['1x1', reduce],
      [window, out],
    ],
    branchDouble3x3: [
      ['1x1', double3x3[0]],
      ['3x3', double3x3[1]],
      ['3x3', double3x3[1]],
    ],
    branchPool: ['average 3x3', ['1x1', pool]],
  };
}

/** 17x17: Rethinking, figure 6; Inception-v4, figure 5. Both long branches are listed from the input on. */
export function inceptionB(channels: {
  readonly conv1x1: number;
  /** 1x1, 1x7, 7x1 */
  readonly branch7x7: readonly [number, number, number];
  /** 1x1, 7x1, 1x7, 7x1, 1x7 */
  readonly branchDouble7x7: readonly [number, number, number, number, number];
  readonly pool: number;
}): Branches {
  const { conv1x1, branch7x7, branchDouble7x7, pool } = channels;
  return {
    branch1x1: [['1x1', conv1x1]],
    branch7x7: zip(['1x1', '1x7', '7x1'], branch7x7),
    branchDouble7x7: zip(['1x1', '7x1', '1x7', '7x1', '1x7'], branchDouble7x7),
    branchPool: ['average 3x3', ['1x1', pool]],
  };
}

/** 8x8: Rethinking, figure 7; Inception-v4, figure 6. Two branches end in 1x3 and 3x1 side by side. */
export function inceptionC(channels: {
  readonly conv1x1: number;
  readonly reduce: number;
  /** Before the fork of the longer branch. */
  readonly long: readonly Step[];
  /** Of each arm of both forks. */
  readonly arm: number;
  readonly pool: number;
}): Branches {
  const { conv1x1, reduce, long, arm, pool } = channels;
  const fork = {
    sideBySide: [
      ['1x3', arm],
      ['3x1', arm],
    ],
  } as const;
  return {
    branch1x1: [['1x1', conv1x1]],
    branch3x3: [['1x1', reduce], fork],
    branchDouble3x3: [...long, fork],
    branchPool: ['average 3x3', ['1x1', pool]],
  };
}

/** 35x35 to 17x17: Inception-v4, figure 7, with its letters; Rethinking's figure 10 has the same form. */
export function reductionA(k: number, l: number, m: number, n: number): Branches {
  return {
    branch3x3: [['3x3/2 V', n]],
    branchDouble3x3: [
      ['1x1', k],
      ['3x3', l],
      ['3x3/2 V', m],
    ],
    branchPool: ['max 3x3/2 V'],
  };
}

/** 17x17 to 8x8 of V3 and V4: Inception-v4, figure 8. */
export function reductionB(channels: {
  /** 1x1, 3x3 */
  readonly branch3x3: readonly [number, number];
  /** 1x1, 1x7, 7x1, 3x3 */
  readonly branch7x7: readonly [number, number, number, number];
}): Branches {
  return {
    branch3x3: zip(['1x1', '3x3/2 V'], channels.branch3x3),
    branch7x7: zip(['1x1', '1x7', '7x1', '3x3/2 V'], channels.branch7x7),
    branchPool: ['max 3x3/2 V'],
  };
}

function zip(windows: readonly Window[], channels: readonly number[]): readonly Step[] {
  return windows.map((window, index) => [window, channels[index] as number]);
}
