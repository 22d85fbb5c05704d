import { describe, expect, it } from 'vitest';
import { matrixConfigSchema } from './config.js';

describe('matrixConfigSchema', () => {
  it('takes names in place of entries and fills in every default', () => {
    const config = matrixConfigSchema.parse({ architectures: ['nin'] });
    expect(config.architectures).toEqual([{ id: 'nin', options: {} }]);
    expect(config.backends).toEqual([{ name: 'onnxruntime' }]);
    expect(config.batchSizes).toEqual([1, 32]);
    expect(config.measuring.minimumSamples).toBe(5);
    expect(config.seed).toBe(1);
  });

  it.each([
    ['an unknown key', { architectures: ['nin'], batchsizes: [1] }, 'batchsizes'],
    ['no architecture', { architectures: [] }, 'architectures'],
    ['a batch size of zero', { architectures: ['nin'], batchSizes: [0] }, 'batchSizes'],
    [
      'a precision that is not there',
      { architectures: ['nin'], precisions: ['int4'] },
      'precisions',
    ],
    [
      'a recipe with a negative rate',
      { architectures: ['nin'], recipe: { learningRate: -1 } },
      'recipe',
    ],
  ])('refuses %s', (_, config, place) => {
    const result = matrixConfigSchema.safeParse(config);
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).toContain(place);
  });
});
