import { expect, it } from 'vitest';
import { EventLoopTurns } from './eventLoop.js';

it('lets others in now and then, and not every time', async () => {
  const turns = new EventLoopTurns();
  let heard = 0;
  const listener = setInterval(() => (heard += 1), 1);
  const rounds = 40;
  for (let round = 0; round < rounds; round++) {
    const until = performance.now() + 10;
    while (performance.now() < until);
    await turns.takeIfDue();
  }
  clearInterval(listener);
  expect(heard).toBeGreaterThan(0);
  expect(heard).toBeLessThan(rounds / 2);
});
