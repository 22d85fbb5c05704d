/** What the residual networks have in common: He et al., Deep Residual Learning, CVPR 2016, arXiv:1512.03385. */
import type { GraphBuilder, Value } from './builder.js';
import type { BatchNormOptions, ConvOptions } from './builderOptions.js';

/** A convolution without bias, then batch normalisation: `<name>/conv`, `<name>/norm`. */
export function convNorm(
  b: GraphBuilder,
  name: string,
  x: Value,
  conv: Omit<ConvOptions, 'bias'>,
  norm: BatchNormOptions = {},
): Value {
  return b.scope(name, () =>
    b.batchNorm('norm', b.conv('conv', x, { ...conv, bias: false }), norm),
  );
}

/** `convNorm`, then a ReLU: `<name>/relu`. */
export function convNormRelu(
  b: GraphBuilder,
  name: string,
  x: Value,
  conv: Omit<ConvOptions, 'bias'>,
  norm: BatchNormOptions = {},
): Value {
  const y = convNorm(b, name, x, conv, norm);
  return b.scope(name, () => b.relu('relu', y));
}

/** How a block stands in its network. */
export interface ResidualBlock {
  /** Channels of the block's narrow convolutions; a bottleneck's output has more. */
  readonly channels: number;
  /** 2 in the first block of every stage but the first, else 1. */
  readonly stride: 1 | 2;
}

/**
 * Stages of residual blocks (table 1): from stage to stage the map halves and the channels, 64 at first, double.
 * Each block runs in a scope `stage<s>/block<b>` and ends in ReLU(branch + shortcut).
 *
 * `branch` and `shortcut` add the layers of a block; where the branch keeps the shape of its input, the shortcut is
 * the input itself, and `shortcut` is not called.
 */
export function residualStages(
  b: GraphBuilder,
  input: Value,
  blocksOfStages: readonly number[],
  branch: (x: Value, block: ResidualBlock) => Value,
  shortcut: (x: Value, outputChannels: number, block: ResidualBlock) => Value,
): Value {
  let x = input;
  const addBlock = (block: ResidualBlock) => (): Value => {
    const y = branch(x, block);
    const sameShape = y.shape.join() === x.shape.join();
    const straight = sameShape ? x : shortcut(x, y.shape[1] as number, block);
    return b.relu('relu', b.add('add', y, straight));
  };
  blocksOfStages.forEach((count, stage) => {
    for (let index = 0; index < count; index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const name = `stage${stage + 1}/block${index + 1}`;
      x = b.scope(name, addBlock({ channels: 64 * 2 ** stage, stride }));
    }
  });
  return x;
}
