import { createHash } from 'node:crypto';
import { elementCount } from '@convbench/graph';
import type { TrainingGraph } from '@convbench/spec';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Values of all dropout masks of a step: 0 with probability `ratio`, else 1 / (1 - ratio), so that the expected
 * activation is unchanged (Srivastava et al. 2014, 'inverted' as in all frameworks).
 *
 * A pure function of seed, step (from 1) and mask name: a training that goes on from a checkpoint sees the masks that
 * it would have seen.
 */
export function dropoutMasks(
  training: TrainingGraph,
  seed: number,
  step: number,
): Map<string, Float32Array> {
  return new Map(
    training.dropoutMasks.map(({ name, shape, ratio }) => {
      const key = createHash('sha256')
        .update(JSON.stringify([seed, step, name]))
        .digest();
      const random = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => key.readInt32LE(at)));
      // next() is uniform over the signed 32-bit integers.
      const threshold = ratio * 2 ** 32 - 2 ** 31;
      const kept = 1 / (1 - ratio);
      const mask = new Float32Array(elementCount(shape));
      for (let i = 0; i < mask.length; i++) mask[i] = random.next() < threshold ? 0 : kept;
      return [name, mask];
    }),
  );
}
