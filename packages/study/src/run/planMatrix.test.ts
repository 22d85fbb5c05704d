import { loadPlugins } from '@convbench/core';
import type { PluginSet } from '@convbench/core';
import type { Availability } from '@convbench/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { powersOfTwo } from '../studies/powersOfTwo.js';
import { planMatrix, STUDY_NETWORKS } from './planMatrix.js';

let plugins: PluginSet;

beforeAll(async () => {
  plugins = await loadPlugins(STUDY_NETWORKS);
});

describe('planMatrix', () => {
  const [matrix] = powersOfTwo.matrices?.('quick') ?? [];
  const there: Availability = { available: true, engineVersion: '1.0.0' };

  async function sizesOn(device: string, found: Availability): Promise<unknown[]> {
    if (matrix === undefined) throw new Error('The study measures nothing.');
    const { cells, problems } = await planMatrix(powersOfTwo, matrix, plugins, {
      backend: { name: 'onnxruntime', device },
      probe: () => Promise.resolve(found),
    });
    expect(problems).toEqual([]);
    return [
      ...new Set(
        cells.map(
          ({ cell }) => `${cell.network.options['inputSize'] as number} px × ${cell.batchSize}`,
        ),
      ),
    ];
  }

  it('takes larger layers on a GPU, and none for a software renderer', async () => {
    expect(await sizesOn('cpu', there)).toEqual(['16 px × 1']);
    expect(await sizesOn('cuda', there)).toEqual(['32 px × 64']);
    expect(await sizesOn('webgpu', { ...there, softwareAdapter: true })).toEqual(['16 px × 1']);
  });

  it('plans nothing anew where nothing differs', async () => {
    if (matrix === undefined) throw new Error('The study measures nothing.');
    const { name, config } = matrix;
    const { cells } = await planMatrix(powersOfTwo, { name, config }, plugins, {
      backend: { name: 'onnxruntime', device: 'cuda' },
      probe: () => Promise.resolve(there),
    });
    expect(new Set(cells.map(({ cell }) => cell.batchSize))).toEqual(new Set([1]));
  });
});
