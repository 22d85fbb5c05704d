import { createHash } from 'node:crypto';
import { elementCount } from '@convbench/graph';
import type { TrainingGraph } from '@convbench/spec';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
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
      const mask = new Float32Array(elementCount(shape));
      drawMask(mask, ratio, random);
      return [name, mask];
    }),
  );
}

const HALF = 2 ** 16;

/** Two values per draw, looked up by a sign bit: a branch that nobody can predict would take three times as long. */
function drawMask(mask: Float32Array, ratio: number, random: RandomGenerator): void {
  const threshold = Math.round(ratio * HALF);
  const values = Float32Array.of(0, 1 / (1 - ratio));
  const valueOf = (half: number): number => values[((half - threshold) >> 31) + 1] as number;
  for (let i = 0; i < mask.length; i += 2) {
    const draw = random.next();
    mask[i] = valueOf(draw >>> 16);
    mask[i + 1] = valueOf(draw & (HALF - 1));
  }
}
