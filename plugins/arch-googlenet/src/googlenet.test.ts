import { inferShapes, interpret, staticCost } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import plugin from './googlenet.js';

const build = (id: string, options: object = {}): Graph =>
  plugin.build(id, plugin.options.parse(options));
const variant = (name: string) =>
  plugin.variants.find(({ id, aliases = [] }) => id === name || aliases.includes(name));

describe('the Inception family', () => {
  test.each([
    ['googlenet', 'googlenet-v1'],
    ['inception-v1', 'googlenet-v1'],
    ['bn-inception', 'googlenet-v2'],
    ['inception-v3', 'googlenet-v3'],
    ['inception-v4', 'googlenet-v4'],
  ])('knows %s as %s', (alias, id) => {
    expect(variant(alias)?.id).toBe(id);
  });

  test('has residual connections in Inception-ResNet, and not in V4', () => {
    const sums = (id: string) => build(id).nodes.filter(({ op }) => op === 'Add').length;
    expect(sums('googlenet-v4')).toBe(0);
    expect(sums('inception-resnet-v1')).toBe(20);
    expect(sums('inception-resnet-v2')).toBe(40);
  });

  test('has more in V2 than V1 with batch normalisation', () => {
    const averages = (id: string) =>
      build(id).nodes.filter(({ op }) => op === 'AveragePool').length;
    expect(averages('googlenet-v1')).toBe(0);
    expect(averages('googlenet-v2')).toBe(7);
    expect(staticCost(build('googlenet-v2')).convolutions).toBe(69);
  });
});

describe('auxiliary heads', () => {
  const heads = ['googlenet-v1', 'googlenet-torchvision', 'googlenet-v3'] as const;
  const native = { classes: 7, inputSize: 299 };

  test.each(heads)('of %s are further outputs over the same network', (id) => {
    const deployed = build(id, native);
    const trained = build(id, { ...native, auxiliaryHeads: true });
    expect(deployed.outputs).toEqual(['logits']);
    const count = id === 'googlenet-v3' ? 1 : 2;
    expect(trained.outputs).toHaveLength(1 + count);
    const shapes = inferShapes(trained, 2);
    for (const output of trained.outputs) expect(shapes.get(output)).toEqual([2, 7]);
    const names = new Set(deployed.nodes.map(({ name }) => name));
    expect(trained.nodes.filter(({ name }) => names.has(name))).toEqual(deployed.nodes);
    const added = trained.nodes.filter(({ name }) => !names.has(name));
    for (const { name } of added) expect(name).toMatch(/^auxiliary/);
  });

  test('do not change the logits', () => {
    const options = { stem: 'small', inputSize: 24, channels: 1, classes: 3 };
    const image = Float32Array.from({ length: 24 * 24 }, (_, index) => Math.sin(index));
    const logits = [false, true].map((auxiliaryHeads) => {
      const graph = build('googlenet-v1', { ...options, auxiliaryHeads });
      const weights = new Map(
        graph.parameters.map(({ name, shape }) => {
          const length = shape.reduce((a, b) => a * b, 1);
          return [name, Float32Array.from({ length }, (_, index) => Math.sin(index + length) / 20)];
        }),
      );
      return [...interpret(graph, weights, image, 1)];
    });
    expect(logits[1]).toEqual(logits[0]);
    expect(new Set(logits[0]).size).toBe(3);
  });

  test('are refused where a network has none', () => {
    expect(() => build('googlenet-v4', { auxiliaryHeads: true })).toThrow(
      'Inception V4 has no auxiliary heads. Leave auxiliaryHeads out, or use one of: ' +
        'googlenet-v1, googlenet-torchvision, googlenet-v3.',
    );
  });
});

describe('small images', () => {
  /** With the published stem, with the small one. torchvision states 15 px and 75 px for its two networks. */
  const smallest = {
    'googlenet-v1': [31, 16],
    'googlenet-torchvision': [15, 8],
    'googlenet-v2': [1, 1],
    'googlenet-v3': [75, 1],
    'googlenet-v4': [75, 1],
    'inception-resnet-v1': [75, 1],
    'inception-resnet-v2': [75, 1],
  };

  test.each(Object.entries(smallest))('%s says what it needs', (id, [imagenet, small]) => {
    for (const [stem, size] of [
      ['imagenet', imagenet],
      ['small', small],
    ] as const) {
      expect(() => build(id, { stem, inputSize: size })).not.toThrow();
      if (size === 1) continue;
      expect(() => build(id, { stem, inputSize: size! - 1 })).toThrow(
        `with the ${stem} stem cannot take images of ${size! - 1}x${size! - 1} pixels`,
      );
      expect(() => build(id, { stem, inputSize: 1 })).toThrow(`Set inputSize to ${size} or more.`);
    }
  });

  test.each(Object.keys(smallest))('%s keeps 8, 4 and 2 of 32 px with the small stem', (id) => {
    const graph = build(id, { stem: 'small', inputSize: 32 });
    const shapes = inferShapes(graph, 1);
    const sizes = graph.nodes.flatMap(({ op, name, outputs }) =>
      op === 'Concat' && !name.startsWith('stem') ? [shapes.get(outputs[0])?.[2]] : [],
    );
    expect([...new Set(sizes)]).toEqual([8, 4, 2]);
  });

  test.each([
    [299, [5, 5], true],
    [75, [3, 3], false],
  ])("V3's head at %d px has a last convolution of %j", (inputSize, kernel, pooled) => {
    const { nodes } = build('googlenet-v3', { auxiliaryHeads: true, inputSize });
    const head = nodes.filter(({ name }) => name.startsWith('auxiliary'));
    const convolutions = head.flatMap((node) => (node.op === 'Conv' ? [node.attributes] : []));
    expect(convolutions.at(-1)?.kernelShape).toEqual(kernel);
    expect(head.some(({ op }) => op === 'AveragePool')).toBe(pooled);
  });
});
