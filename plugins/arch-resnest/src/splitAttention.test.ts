import { graphBuilder, initializeWeights, inferShapes, interpret } from '@convbench/graph';
import { describe, expect, test } from 'vitest';
import { splitAttention } from './splitAttention.js';

const CHANNELS = 4;
const SIZE = 3;

/** The output of the attention and of the two splits that it joins, for one image. */
function attend(biasOfSplits: readonly [number, number]) {
  const b = graphBuilder({ name: 'net', channels: CHANNELS, height: SIZE, width: SIZE });
  const joined = splitAttention(b, 'attention', b.input, CHANNELS);
  const graph = b.build(b.flatten('flat', joined));
  const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });
  // Scores that depend on nothing but the split.
  weights.get('attention/scores.weight')!.fill(0);
  weights
    .get('attention/scores.bias')!
    .set(Array.from({ length: 2 * CHANNELS }, (_, i) => biasOfSplits[i < CHANNELS ? 0 : 1]));
  const image = Float32Array.from({ length: CHANNELS * SIZE ** 2 }, (_, i) => Math.sin(i) + 0.5);
  const outputOf = (name: string) =>
    Array.from(interpret({ ...graph, outputs: [name] }, weights, image, 1));
  const maps = outputOf('attention/maps/relu');
  return { output: outputOf('flat'), first: maps.slice(0, 36), second: maps.slice(36) };
}

const expectClose = (actual: readonly number[], expected: readonly number[]) =>
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));

describe('splitAttention', () => {
  test('equal scores average the splits', () => {
    const { output, first, second } = attend([0, 0]);
    expect(output).toHaveLength(36);
    expect(first).not.toEqual(second);
    expectClose(
      output,
      first.map((value, i) => (value + second[i]!) / 2),
    );
  });

  test('a far higher score takes one split: all channels of the first come before those of the second', () => {
    const left = attend([40, 0]);
    expectClose(left.output, left.first);
    const right = attend([0, 40]);
    expectClose(right.output, right.second);
  });

  test('the first layer has a quarter of the channels of both splits, at least 32', () => {
    const hidden = (channels: number) => {
      const b = graphBuilder({ name: 'net', channels: 2, height: 1, width: 1 });
      const graph = b.build(splitAttention(b, 'a', b.input, channels));
      return inferShapes(graph, 1).get('a/hidden/relu');
    };
    expect(hidden(16)).toEqual([1, 32, 1, 1]);
    expect(hidden(128)).toEqual([1, 64, 1, 1]);
  });
});
