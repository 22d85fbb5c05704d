import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epochPermutation, ImageOrder } from './imageOrder.js';

const lengths = fc.integer({ min: 1, max: 200 });
const seeds = fc.nat();

test('an epoch holds each image once', () => {
  fc.assert(
    fc.property(lengths, seeds, fc.nat(50), (length, seed, epoch) => {
      const sorted = epochPermutation(length, seed, epoch).sort();
      expect(Array.from(sorted)).toEqual(Array.from({ length }, (_, index) => index));
    }),
  );
});

test('seed and epoch each give another order', () => {
  const order = (seed: number, epoch: number) => epochPermutation(100, seed, epoch).join();
  const orders = [order(1, 0), order(1, 1), order(2, 0), order(2, 1), order(2 ** 40 + 1, 0)];
  expect(new Set(orders).size).toBe(orders.length);
  expect(order(1, 0)).toBe(orders[0]);
});

test('every image is as likely as any other at every place', () => {
  const epochs = 6000;
  const counts = Array.from({ length: 5 }, () => [0, 0, 0, 0, 0]);
  for (let epoch = 0; epoch < epochs; epoch++) {
    epochPermutation(5, 3, epoch).forEach((image, place) => counts[place]![image]!++);
  }
  // Five standard deviations of a binomial count around its mean of 1200.
  const tolerance = 5 * Math.sqrt(epochs * 0.2 * 0.8);
  for (const count of counts.flat()) {
    expect(Math.abs(count - epochs / 5)).toBeLessThan(tolerance);
  }
});

test('a read at any position is a part of one endless sequence, over the ends of epochs', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      seeds,
      fc.nat(100),
      fc.nat(70),
      (length, seed, position, count) => {
        const whole = [];
        for (let epoch = 0; whole.length < position + count; epoch++) {
          whole.push(...epochPermutation(length, seed, epoch));
        }
        const read = new Uint32Array(count);
        new ImageOrder(length, seed).read(position, read);
        expect(Array.from(read)).toEqual(whole.slice(position, position + count));
      },
    ),
  );
});

test('an order of no images is refused', () => {
  expect(() => new ImageOrder(0, 1)).toThrow(RangeError);
});
