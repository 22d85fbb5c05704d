import type { GraphBuilder, Value } from '@convbench/graph';
import { convNormRelu } from '@convbench/graph';

/** Splits of each feature-map group, among which attention chooses. */
const RADIX = 2;

/**
 * Split attention (ResNeSt, section 3.1 and figure 2) with radix 2 and cardinality 1: [1, C, H, W] to
 * [1, channels, H, W].
 *
 * A 3x3 convolution in two groups makes two maps for every channel, all of the first split before all of the second.
 * Their sum, averaged over the image, goes through two layers to a softmax between the two splits of each channel.
 */
export function splitAttention(b: GraphBuilder, name: string, x: Value, channels: number): Value {
  return b.scope(name, () => {
    const maps = convNormRelu(b, 'maps', x, {
      channels: RADIX * channels,
      kernel: 3,
      pad: 1,
      groups: RADIX,
    });
    const [, , height = 0, width = 0] = maps.shape;
    const splits = b.reshape('splits', maps, [0, RADIX, channels, height, width]);
    const context = b.globalAveragePool('context', b.reduceSum('sum', splits, [1]));
    // A quarter of the channels of all splits, at least 32. Both layers have a bias, although a norm follows the first.
    const hiddenChannels = Math.max((RADIX * channels) / 4, 32);
    let y = b.conv('hidden/conv', context, { channels: hiddenChannels, kernel: 1 });
    y = b.relu('hidden/relu', b.batchNorm('hidden/norm', y));
    y = b.conv('scores', y, { channels: RADIX * channels, kernel: 1 });
    // The axes are split, cardinality, channel; with a cardinality of 1 there is nothing to transpose.
    y = b.softmax('weights', b.reshape('scoresBySplit', y, [0, RADIX, 1, channels]));
    const weighted = b.mul(
      'weighted',
      splits,
      b.reshape('weightsByMap', y, [0, RADIX, channels, 1, 1]),
    );
    return b.reduceSum('joined', weighted, [1]);
  });
}
