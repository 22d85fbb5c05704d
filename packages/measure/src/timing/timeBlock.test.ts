import { expect, it } from 'vitest';
import { timeBlock } from './timeBlock.js';

/** A machine whose n-th call (from 0) takes `durationMs(n)`. */
function machine(durationMs: (call: number) => number) {
  const state = { now: 3, calls: 0, running: 0 };
  return {
    state,
    clock: () => state.now,
    run: async () => {
      state.running += 1;
      if (state.running > 1) throw new Error('two runs at once');
      await Promise.resolve();
      state.now += durationMs(state.calls);
      state.calls += 1;
      state.running -= 1;
    },
  };
}

it('lasts as long as it shall, and returns its calls in their order', async () => {
  const { run, clock, state } = machine((call) => 10 + call);
  const samples = await timeBlock(run, { milliseconds: 60, leastCalls: 3 }, clock);
  expect(samples).toEqual([10, 11, 12, 13, 14]);
  expect(state.calls).toBe(5);
});

it('has at least so many calls of a slow network', async () => {
  const { run, clock } = machine(() => 500);
  expect(await timeBlock(run, { milliseconds: 200, leastCalls: 3 }, clock)).toEqual([
    500, 500, 500,
  ]);
});

it('lets through what a call throws, as it is', async () => {
  const error = new Error('out of memory');
  const run = () => Promise.reject(error);
  await expect(timeBlock(run, { milliseconds: 10, leastCalls: 1 })).rejects.toBe(error);
});
