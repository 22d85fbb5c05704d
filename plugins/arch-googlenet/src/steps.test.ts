import { graphBuilder } from '@convbench/graph';
import { describe, expect, test } from 'vitest';
import type { Layers, Step } from './steps.js';
import { sequence } from './steps.js';

function run(size: number, steps: readonly Step[], options: Partial<Layers> = {}) {
  const b = graphBuilder({ name: 'steps', channels: 2, height: size, width: size });
  const style = { normEpsilon: null };
  const layers = { b, style, countIncludePad: false, padValidWindows: false, ...options };
  const output = sequence(layers, b.input, steps);
  return { shape: output.shape, nodes: b.build(output).nodes.filter(({ op }) => op !== 'Relu') };
}

describe('steps', () => {
  test('read as in the figures: size, stride, V for no padding', () => {
    const { shape, nodes } = run(17, [
      ['3x3/2 V', 4],
      ['1x7', 6],
      'max 3x3/2 V',
      'average 3x3',
      ['3x3 V', 5],
    ]);
    expect(shape).toEqual([1, 5, 1, 1]);
    expect(nodes.map(({ op, attributes }) => [op, attributes])).toMatchObject([
      ['Conv', { kernelShape: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0] }],
      ['Conv', { kernelShape: [1, 7], strides: [1, 1], pads: [0, 3, 0, 3] }],
      ['MaxPool', { kernelShape: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0], ceilMode: false }],
      ['AveragePool', { strides: [1, 1], pads: [1, 1, 1, 1], countIncludePad: false }],
      ['Conv', { kernelShape: [3, 3], pads: [0, 0, 0, 0] }],
    ]);
  });

  test('are named by their windows', () => {
    const { nodes } = run(9, [['3x3', 4], ['3x3', 4], 'max 3x3', ['1x1', 4]]);
    expect(nodes.map(({ name }) => name)).toEqual([
      'conv3x3/conv',
      'conv3x3_2/conv',
      'maxPool3x3',
      'conv1x1/conv',
    ]);
  });

  test('pad valid windows too where the network asks for it', () => {
    const steps: Step[] = [['3x3/2 V', 4], ['3x3 V', 4], 'max 3x3/2 V'];
    expect(run(32, steps).shape).toEqual([1, 4, 6, 6]);
    expect(run(32, steps, { padValidWindows: true }).shape).toEqual([1, 4, 8, 8]);
  });

  test('count padding in averages where the network does', () => {
    expect(run(4, ['average 3x3'], { countIncludePad: true }).nodes).toMatchObject([
      { attributes: { countIncludePad: true } },
    ]);
  });

  test.each([1, 2, 3, 7, 8, 14, 15, 28, 37])(
    'halve a map of %i px by pool and by convolution alike (case C06)',
    (size) => {
      const pooled = run(size, ['max 3x3/2']);
      expect(pooled.shape.slice(2)).toEqual(run(size, [['3x3/2', 2]]).shape.slice(2));
      // As published where the map is even: Caffe pads nothing and rounds up.
      const published = { pads: [0, 0, 0, 0], ceilMode: true };
      if (size % 2 === 0) expect(pooled.nodes[0]).toMatchObject({ attributes: published });
    },
  );

  test('refuse a window that no figure has', () => {
    expect(() => run(9, [['3x3/3' as '3x3', 4]])).toThrow("'3x3/3' is no step.");
  });
});
