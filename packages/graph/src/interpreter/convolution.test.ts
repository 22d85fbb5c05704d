import type { ConvAttributes } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { biasGrad, conv, convGradInput, convGradWeight } from './convolution.js';
import { tensorOf, type Tensor } from './tensor.js';

const size = fc.integer({ min: 1, max: 6 });
const kernel = fc.integer({ min: 1, max: 3 });
const step = fc.integer({ min: 1, max: 3 });
const pad = fc.integer({ min: 0, max: 2 });
const geometry = fc.record({
  images: fc.integer({ min: 1, max: 2 }),
  group: fc.integer({ min: 1, max: 3 }),
  channels: fc.integer({ min: 1, max: 3 }),
  outChannels: fc.integer({ min: 1, max: 5 }),
  map: fc.tuple(size, size),
  kernelShape: fc.tuple(kernel, kernel),
  strides: fc.tuple(step, step),
  dilations: fc.tuple(step, step),
  pads: fc.tuple(pad, pad, pad, pad),
  bias: fc.boolean(),
});

function outputMap(g: typeof geometry extends fc.Arbitrary<infer Value> ? Value : never) {
  return ([0, 1] as const).map((axis) => {
    const span = (g.kernelShape[axis] - 1) * g.dilations[axis] + 1;
    const padded = g.map[axis] + g.pads[axis] + g.pads[axis + 2]!;
    return Math.floor((padded - span) / g.strides[axis]) + 1;
  }) as [number, number];
}

function counted(shape: readonly number[], factor: number): Tensor {
  const length = shape.reduce((product, dimension) => product * dimension, 1);
  // Small whole numbers: sums are exact in any order.
  return tensorOf(
    shape,
    Array.from({ length }, (_, i) => ((i * factor) % 7) - 3),
  );
}

/** The definition, element by element. */
function convolveAt(
  x: Tensor,
  weight: Tensor,
  [n, o, oh, ow]: readonly [number, number, number, number],
  { group, strides, pads, dilations }: ConvAttributes,
): number {
  const [, channels, height, width] = x.shape as [number, number, number, number];
  const [outChannels, perGroup, kh, kw] = weight.shape as [number, number, number, number];
  const firstChannel = Math.floor(o / (outChannels / group)) * perGroup;
  let sum = 0;
  for (let c = 0; c < perGroup; c++)
    for (let i = 0; i < kh; i++)
      for (let j = 0; j < kw; j++) {
        const h = oh * strides[0] + i * dilations[0] - pads[0];
        const w = ow * strides[1] + j * dilations[1] - pads[1];
        if (h < 0 || h >= height || w < 0 || w >= width) continue;
        const at = ((n * channels + firstChannel + c) * height + h) * width + w;
        sum += x.data[at]! * weight.data[((o * perGroup + c) * kh + i) * kw + j]!;
      }
  return sum;
}

describe('conv', () => {
  it('follows the definition for any kernel, stride, padding, dilation and group', () => {
    fc.assert(
      fc.property(geometry, (g) => {
        const { images, group, kernelShape, strides, dilations, pads } = g;
        const out = outputMap(g);
        fc.pre(out[0] > 0 && out[1] > 0);
        const attributes = { kernelShape, strides, dilations, pads, group };
        const x = counted([images, g.channels * group, ...g.map], 3);
        const outChannels = g.outChannels * group;
        const weight = counted([outChannels, g.channels, ...kernelShape], 5);
        const bias = g.bias ? counted([outChannels], 2) : undefined;
        const shape = [images, outChannels, ...out];

        const y = conv(x, weight, bias, attributes, shape);

        let at = 0;
        for (let n = 0; n < images; n++)
          for (let o = 0; o < outChannels; o++)
            for (let oh = 0; oh < out[0]; oh++)
              for (let ow = 0; ow < out[1]; ow++) {
                const expected = convolveAt(x, weight, [n, o, oh, ow], attributes);
                expect(y.data[at++]! - (bias?.data[o] ?? 0)).toBe(expected);
              }
        expect(at).toBe(y.data.length);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  // Public reports of exporters: padding of one odd pixel belongs where the file says, not where symmetry would put it.
  it.each([
    ['at the end', [0, 0, 1, 1], [54, 45, 72, 54]],
    ['at the beginning', [1, 1, 0, 0], [14, 30, 57, 99]],
  ] as const)('puts an odd pixel of padding %s', (_, pads, expected) => {
    const x = tensorOf(
      [1, 1, 4, 4],
      Array.from({ length: 16 }, (_, i) => i + 1),
    );
    const ones = tensorOf([1, 1, 3, 3], new Float64Array(9).fill(1));
    const attributes = {
      kernelShape: [3, 3],
      strides: [2, 2],
      dilations: [1, 1],
      group: 1,
    } as const;
    const y = conv(x, ones, undefined, { ...attributes, pads }, [1, 1, 2, 2]);
    expect([...y.data]).toEqual(expected);
  });
});

describe('convGradInput and convGradWeight', () => {
  // A convolution is linear in its input and in its weight: with <a, b> the sum of products, its gradients are those
  // tensors for which <conv(x, w), dy> = <x, dx> = <w, dWeight>, whatever the values.
  it('are the adjoints of the convolution for any kernel, stride, padding, dilation and group', () => {
    const inner = (a: Tensor, b: Tensor) => a.data.reduce((sum, x, i) => sum + x * b.data[i]!, 0);
    fc.assert(
      fc.property(geometry, fc.integer({ min: 1, max: 1000 }), (g, seed) => {
        const { images, group, kernelShape, strides, dilations, pads } = g;
        const out = outputMap(g);
        fc.pre(out[0] > 0 && out[1] > 0);
        const attributes = { kernelShape, strides, dilations, pads, group };
        const x = counted([images, g.channels * group, ...g.map], seed);
        const weight = counted([g.outChannels * group, g.channels, ...kernelShape], seed + 1);
        const dy = counted([images, g.outChannels * group, ...out], seed + 2);

        const y = conv(x, weight, undefined, attributes, dy.shape);
        const dx = convGradInput(dy, weight, { ...attributes, inputShape: x.shape });
        const dWeight = convGradWeight(dy, x, attributes, weight.shape);

        expect(dx.shape).toEqual(x.shape);
        expect(inner(x, dx)).toBe(inner(y, dy));
        expect(inner(weight, dWeight)).toBe(inner(y, dy));
      }),
    );
  });
});

describe('biasGrad', () => {
  it('sums over images and maps', () => {
    const dy = tensorOf([2, 2, 1, 2], [1, 2, 10, 20, 3, 4, 30, 40]);
    expect(biasGrad(dy)).toEqual(tensorOf([2], [10, 100]));
  });

  it('sums over the rows of a matrix', () => {
    expect(biasGrad(tensorOf([2, 3], [1, 2, 3, 10, 20, 30]))).toEqual(tensorOf([3], [11, 22, 33]));
  });
});
