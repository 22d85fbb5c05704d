import { expect, test } from 'vitest';
import { mapConcurrent } from './mapConcurrent.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

test('results are in order, and no more calls run than allowed', async () => {
  let [running, most] = [0, 0];
  const results = await mapConcurrent([5, 1, 4, 2, 3, 0], 3, async (item, index) => {
    most = Math.max(most, ++running);
    for (let i = 0; i < item; i++) await tick();
    running--;
    return `${index}:${item}`;
  });
  expect(results).toEqual(['0:5', '1:1', '2:4', '3:2', '4:3', '5:0']);
  expect(most).toBe(3);
});

test('the first failure rejects, and nothing is begun after it', async () => {
  const begun: number[] = [];
  const failing = mapConcurrent([0, 1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    await tick();
    if (item === 1) throw new Error('item 1');
  });
  await expect(failing).rejects.toThrow('item 1');
  await tick();
  expect(begun.length).toBeLessThan(5);
});

test('nothing gives nothing', async () => {
  expect(await mapConcurrent([], 4, () => Promise.reject(new Error('never')))).toEqual([]);
});
