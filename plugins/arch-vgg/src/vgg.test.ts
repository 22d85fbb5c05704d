import { describeLayers, graphSha256, staticCost } from '@convbench/graph';
import { describe, expect, test } from 'vitest';
import plugin from './vgg.js';

const build = (id: string, options: object) => plugin.build(id, plugin.options.parse(options));

describe('vgg', () => {
  test.each([
    ['vgg11', 11],
    ['vgg13', 13],
    ['vgg16', 16],
    ['vgg19', 19],
    ['vgg11-bn', 11],
    ['vgg13-bn', 13],
    ['vgg16-bn', 16],
    ['vgg19-bn', 19],
  ])('%s has as many layers with weights as its name says', (id, layers) => {
    expect(staticCost(build(id, {})).depth).toBe(layers);
  });

  test.each(['vgg11', 'vgg13', 'vgg16', 'vgg19'])(
    '%s-bn is %s with a normalisation after each convolution, which keeps its bias',
    (id) => {
      const plain = build(id, {});
      const normalized = build(`${id}-bn`, {});
      const isNorm = (name: string) => /norm\d+/.test(name);
      expect(normalized.nodes.map(({ name }) => name).filter((name) => !isNorm(name))).toEqual(
        plain.nodes.map(({ name }) => name),
      );
      expect(normalized.parameters.filter(({ name }) => !isNorm(name))).toEqual(plain.parameters);
      normalized.nodes.forEach((node, index) => {
        if (node.op !== 'Conv') return;
        const [norm, relu] = normalized.nodes.slice(index + 1, index + 3);
        expect([norm?.op, relu?.op]).toEqual(['BatchNormalization', 'Relu']);
        expect(norm?.attributes).toEqual({ epsilon: 1e-5, momentum: 0.9 });
      });
    },
  );

  test('width scales convolutions, not the hidden layers', () => {
    const rows = describeLayers(build('vgg11', { width: 0.25, inputSize: 32 }));
    const channels = (op: string) =>
      rows.filter((row) => row.op === op).map(({ outputShape }) => outputShape[0]);
    expect(channels('Conv')).toEqual([16, 32, 64, 64, 128, 128, 128, 128]);
    expect(channels('Gemm')).toEqual([4096, 4096, 10]);
  });

  test('refuses a width that gives no whole channels', () => {
    for (const width of [0, 0.3, 1 / 128, 5])
      expect(plugin.options.safeParse({ width }).success).toBe(false);
    for (const width of [1 / 64, 0.25, 0.75, 1.5])
      expect(plugin.options.safeParse({ width }).success).toBe(true);
  });

  test('both stems are one', () => {
    const [imagenet, small] = ['imagenet', 'small'].map((stem) =>
      graphSha256(build('vgg11', { stem, inputSize: 64 })),
    );
    expect(small).toBe(imagenet);
  });

  test('32 px is the smallest input', () => {
    expect(() => build('vgg11', { inputSize: 32 })).not.toThrow();
    for (const inputSize of [1, 31])
      expect(() => build('vgg11', { inputSize })).toThrow(
        new RegExp(
          `^\\[convbench\\] \\[arch-vgg\\] vgg11 cannot take images of ${inputSize}x${inputSize} pixels: ` +
            '.* Set inputSize to 32 or more\\.$',
        ),
      );
  });
});
