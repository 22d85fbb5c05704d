import { describeLayers, groupLayers, isTrainable, staticCost } from '@convbench/graph';
import type { Parameter } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import plugin from './googlenet.js';

const build = (inputSize: number) =>
  plugin.build('inception-resnet-v1', plugin.options.parse({ classes: 1000, inputSize }));
const count = (parameters: readonly Parameter[]): number =>
  parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

describe('Inception-ResNet V1', () => {
  const graph = build(299);

  test("has the maps of the paper's figures", () => {
    const maps = groupLayers(describeLayers(graph), 1).map(
      ({ name, outputShape }) => [name, outputShape] as const,
    );
    const after = (name: string) => maps.find(([group]) => group === name)?.[1];
    expect(after('stem')).toEqual([256, 35, 35]);
    expect(after('residualA5')).toEqual([256, 35, 35]);
    expect(after('reductionA')).toEqual([896, 17, 17]);
    expect(after('residualB10')).toEqual([896, 17, 17]);
    expect(after('reductionB')).toEqual([1792, 8, 8]);
    expect(after('residualC5')).toEqual([1792, 8, 8]);
    expect(maps.filter(([name]) => name.startsWith('residual'))).toHaveLength(20);
  });

  test('ends every block in a ReLU, after a scaled sum', () => {
    const sums = graph.nodes.filter(({ op }) => op === 'Add');
    expect(sums).toHaveLength(20);
    const scales = graph.constants.map(({ values }) => values[0]);
    const expected = [
      [5, 0.17],
      [10, 0.1],
      [5, 0.2],
    ].flatMap(([blocks, scale]) => Array<number>(blocks!).fill(Math.fround(scale!)));
    expect(scales).toEqual(expected);
    for (const { outputs } of sums)
      expect(graph.nodes.find(({ inputs }) => (inputs as string[]).includes(outputs[0]))?.op).toBe(
        'Relu',
      );
  });

  /**
   * FaceNet's network is the only public one of this form. It differs by one more block of the last kind, by an
   * embedding of 128 or 512 features (without a bias, but normalised) in place of the classes, and has no gamma.
   */
  const block = 'residualC1/';
  const trunk = (given: readonly Parameter[]): Parameter[] =>
    given.filter(({ name }) => !name.startsWith('logits'));

  test("has FaceNet's parameters", () => {
    const ours = trunk(graph.parameters);
    const theirs = [...ours, ...ours.filter(({ name }) => name.startsWith(block))].filter(
      ({ role }) => role !== 'gamma',
    );
    const embedding = { trainable: 1792 * 128 + 128, statistics: 2 * 128 };
    expect(count(theirs.filter(isTrainable)) + embedding.trainable).toBe(22_779_312);
    expect(
      count(theirs.filter((parameter) => !isTrainable(parameter))) + embedding.statistics,
    ).toBe(28_832);
  });

  test('costs what Open Model Zoo states for FaceNet at 160 px, less its sums, scales and biases', () => {
    const at160 = build(160);
    const blockMacs = describeLayers(at160)
      .filter(({ name }) => name.startsWith(block))
      .reduce((sum, { macs }) => sum + macs, 0);
    const macs = staticCost(at160).macs - 1792 * 1000 + blockMacs + 1792 * 512;
    const statedFlops = 2.846e9;
    expect(2 * macs).toBeLessThan(statedFlops);
    // One block more or less of the smallest kind makes 1.2 %.
    expect(2 * macs).toBeGreaterThan(0.99 * statedFlops);
  });
});
