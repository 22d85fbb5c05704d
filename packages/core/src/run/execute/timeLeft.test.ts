import { expect, it } from 'vitest';
import { trackTimeLeft } from './timeLeft.js';

const parts = [
  { id: 'a', kind: 'training', estimatedSeconds: 10 },
  { id: 'b', kind: 'training', estimatedSeconds: 20 },
  { id: 'c', kind: 'cell', estimatedSeconds: 5 },
] as const;

it('goes from the estimates to what is known', () => {
  let now = 0;
  const left = trackTimeLeft(parts, () => now);
  expect(left.seconds()).toBe(35);
  left.start('a');
  now = 4;
  expect(left.seconds()).toBe(31);
  // The training itself says that it is slow.
  left.report(16);
  expect(left.seconds()).toBe(41);
  now = 14;
  expect(left.seconds()).toBe(31);
  now = 20;
  left.finish('a');
  // It took twice as long as estimated: so will the other training, but not the cell.
  expect(left.seconds()).toBe(40 + 5);
  left.start('b');
  now = 100;
  expect(left.seconds()).toBe(5);
  left.finish('b');
  left.start('c');
  left.finish('c');
  expect(left.seconds()).toBe(0);
});
