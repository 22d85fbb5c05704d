import { describe, it } from 'vitest';
import { expectParity } from './support/loweringParity.js';
import { trainingNets } from './support/trainingNets.js';

describe('a lowered training step equals the interpreter', () => {
  const lowered = ['a_plain','b_overlap_pool','c_inception','c_inception_bn','e_residual','i_scaled_residual'] as const;
  it.each(lowered)('%s', async (name) => {
    await expectParity(trainingNets[name](), { batchSize: 4 });
  });
});
