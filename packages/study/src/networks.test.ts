import { describeLayers, staticCost } from '@convbench/graph';
import type { ArchitecturePlugin } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import networks from './networks.js';
import { BLOCK_INPUT_SIZE, BLOCK_NAMES } from './networks/block.js';

function build(id: string, options: object) {
  const plugin = (networks as unknown as ArchitecturePlugin[]).find(({ name }) => name === id);
  if (plugin === undefined) throw new Error(id);
  return plugin.build(id, plugin.options.parse(options));
}
const partMacs = (id: string, part: string, options: object) =>
  describeLayers(build(id, options))
    .filter(({ name }) => name.startsWith(`${part}/`))
    .reduce((sum, { macs }) => sum + macs, 0);

describe('study-block', () => {
  it.each(BLOCK_NAMES)('%s: every form has the same input and output', (block) => {
    const shapes = (['inception', 'plain3x3', 'plain5x5'] as const).map((form) => {
      const rows = describeLayers(
        build('study-block', { block, form, channels: 1, inputSize: BLOCK_INPUT_SIZE }),
      );
      const last = rows.filter(({ name }) => name.startsWith('block/')).at(-1);
      return [rows[0]?.outputShape, last?.outputShape];
    });
    expect(shapes[1]).toEqual(shapes[0]);
    expect(shapes[2]).toEqual(shapes[0]);
  });

  it('3a has the parameters of table 1: 163,696 with biases', () => {
    const rows = describeLayers(build('study-block', { block: '3a', inputSize: 28 }));
    const parameters = rows
      .filter(({ name }) => name.startsWith('block/'))
      .reduce((sum, row) => sum + row.trainableParameters, 0);
    expect(parameters).toBe(163_696);
  });

  it('names an input that it can take', () => {
    expect(() => build('study-block', { inputSize: 30 })).toThrow(/Set inputSize to 28\./);
  });
});

describe('study-layer', () => {
  const macs = (options: object) =>
    partMacs('study-layer', 'layers', { inputSize: 28, ...options });

  it('has the MACs that its options say', () => {
    expect(macs({ width: 256, kernel: 3 })).toBe(28 * 28 * 9 * 256 * 256);
    expect(macs({ width: 256, kernel: 5, bottleneck: 96 })).toBe(
      28 * 28 * (256 * 96 + 25 * 96 * 256),
    );
    expect(3 * macs({ width: 64, asymmetric: true, layers: 2 })).toBe(
      2 * macs({ width: 64, layers: 2 }),
    );
  });

  it('keeps the map', () => {
    const rows = describeLayers(
      build('study-layer', { inputSize: 14, asymmetric: true, kernel: 5 }),
    );
    expect(rows.find(({ name }) => name === 'layers/1/relu')?.outputShape).toEqual([128, 14, 14]);
  });
});

describe('study-net and study-pool-branch', () => {
  it('differ in parameters by their heads alone', () => {
    const cost = (head: string) =>
      staticCost(build('study-net', { head, inputSize: 32, channels: 1 }));
    const hidden = 64 * 8 * 8 * 512 + 512 + 512 * 512 + 512 + 512 * 10 + 10;
    expect(cost('hidden').trainableParameters - cost('average').trainableParameters).toBe(
      hidden - (64 * 10 + 10),
    );
  });

  it('have equal MACs whatever is pooled', () => {
    const macs = ['max', 'average', 'none'].map(
      (pool) => staticCost(build('study-pool-branch', { pool, inputSize: 32 })).macs,
    );
    expect(new Set(macs).size).toBe(1);
  });
});

it('refuse a variant that there is not', () => {
  for (const plugin of networks as unknown as ArchitecturePlugin[])
    expect(() => plugin.build('other', plugin.options.parse({}))).toThrow(
      /There is no variant 'other'/,
    );
});
