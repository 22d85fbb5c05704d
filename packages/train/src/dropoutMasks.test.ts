import { graphBuilder } from '@convbench/graph';
import { describe, expect, it } from 'vitest';
import { differentiate } from './differentiate.js';
import { dropoutMasks } from './dropoutMasks.js';

const b = graphBuilder({ name: 'dropouts', channels: 1, height: 50, width: 50 });
const flat = b.dropout('second', b.flatten('flat', b.dropout('first', b.input, 0.3)), 0.5);
const training = differentiate(b.build(b.linear('fc', flat, { features: 2 })), {
  batchSize: 8,
  optimizer: { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 },
});

describe('dropoutMasks', () => {
  it('depends on seed, step and name alone', () => {
    expect(dropoutMasks(training, 1, 7)).toEqual(dropoutMasks(training, 1, 7));
    expect(dropoutMasks(training, 1, 7)).not.toEqual(dropoutMasks(training, 1, 8));
    expect(dropoutMasks(training, 1, 7)).not.toEqual(dropoutMasks(training, 2, 7));
    const masks = dropoutMasks(training, 1, 7);
    expect([...masks.keys()]).toEqual(['first#mask', 'second#mask']);
    const zeros = [...masks.values()].map((mask) => mask.map((value) => Math.sign(value)));
    expect(zeros[0]).not.toEqual(zeros[1]);
  });

  it.each([
    ['first#mask', 0.3],
    ['second#mask', 0.5],
  ])('%s drops %d and keeps the expected value', (name, ratio) => {
    const mask = dropoutMasks(training, 1, 1).get(name)!;
    expect(mask.length).toBe(8 * 50 * 50);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - ratio))]));
    const dropped = mask.filter((value) => value === 0).length / mask.length;
    // Four standard deviations of 20,000 draws.
    expect(Math.abs(dropped - ratio)).toBeLessThan(4 * Math.sqrt((ratio * (1 - ratio)) / 20_000));
  });

  it('draws neighbours and steps independently', () => {
    const masks = [1, 2].map((step) => dropoutMasks(training, 1, step).get('second#mask')!);
    const [now, next] = masks as [Float32Array, Float32Array];
    const agreement = (a: (i: number) => number, c: (i: number) => number): number =>
      Array.from({ length: now.length - 1 }, (_, i) => Number(a(i) === c(i))).reduce(
        (sum, equal) => sum + equal,
        0,
      ) /
      (now.length - 1);
    expect(
      Math.abs(
        agreement(
          (i) => now[i]!,
          (i) => now[i + 1]!,
        ) - 0.5,
      ),
    ).toBeLessThan(0.015);
    expect(
      Math.abs(
        agreement(
          (i) => now[i]!,
          (i) => next[i]!,
        ) - 0.5,
      ),
    ).toBeLessThan(0.015);
  });
});
